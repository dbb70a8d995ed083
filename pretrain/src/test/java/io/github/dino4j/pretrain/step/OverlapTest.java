package io.github.dino4j.pretrain.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.CheckedSums;
import io.github.dino4j.pretrain.distributed.Pair;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes, each with a batch of its own in one or two passes. */
@Timeout(120)
class OverlapTest {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(1e-3, 0.04, 0.9, 0.05, 1e-3);

  @ParameterizedTest
  @CsvSource({
    "1, compute.checkpoint_segments=0",
    "2, compute.checkpoint_segments=0",
    "1, compute.checkpoint_segments=2",
    "2, compute.precision=bf16",
    "1, train.centering=centering",
    "1, ibot.separate_head=true",
    "2, " + SmallRun.WIDE,
    "1, compute.precision=bf16 " + SmallRun.WIDE
  })
  void sumsThatOverlapWithBackwardChangeNoBit(int passes, String overrides) {
    PretrainConfig config = SmallRun.config(("student.drop_path_rate=0.2 " + overrides).split(" "));
    var overlapped = Pair.run(processes -> steps(config, processes, passes));
    var after = Pair.run(processes -> steps(config, new CheckedSums(processes), passes));
    assertSame(overlapped.get(0), after.get(0));
    assertSame(overlapped.get(0), overlapped.get(1)); // and both processes hold the same
  }

  private static Map<String, float[]> steps(
      PretrainConfig config, ProcessGroup processes, int passes) {
    Map<String, float[]> state = new LinkedHashMap<>();
    try (Scope scope = Scope.open();
        TrainingStep training = new TrainingStep(config, processes)) {
      for (int i = 0; i < 2; i++) {
        Batch batch = SmallRun.batch(config, 2 * i + processes.rank());
        List<Batch> batches =
            passes == 1 ? List.of(batch) : List.of(Halves.of(batch, 0), Halves.of(batch, 1));
        training.run(i, batches, HYPERPARAMETERS);
      }
      training.state().forEach((name, tensor) -> state.put(name, Tensors.toFloats(tensor)));
    }
    return state;
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }
}
