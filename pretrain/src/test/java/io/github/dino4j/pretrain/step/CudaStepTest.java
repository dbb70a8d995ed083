package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.state.TrainingState;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU sums in another order, so numbers agree to a few digits, and draws agree exactly. */
class CudaStepTest {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(1e-3, 0.04, 0.9, 0.05, 1e-3);

  @BeforeAll
  static void needsAGpu() {
    assumeTrue(ComputeDevice.cudaIsAvailable(), "skipped: no CUDA device");
  }

  private static TrainingStep onGpu(PretrainConfig config) {
    return new TrainingStep(config, ProcessGroup.single(ComputeDevice.CUDA));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "student.drop_path_rate=0.3",
        "compute.checkpoint_segments=2",
        "train.centering=centering",
        "ibot.separate_head=true"
      })
  void aStepIsThatOfTheProcessor(String override) {
    PretrainConfig config = SmallRun.config(override);
    try (Scope scope = Scope.open();
        TrainingStep here = SmallRun.start(config);
        TrainingStep there = onGpu(config)) {
      for (int i = 0; i < 2; i++) {
        Batch batch = SmallRun.batch(config, i);
        StepReport expected = here.run(i, List.of(batch), HYPERPARAMETERS);
        StepReport actual = there.run(i, List.of(batch), HYPERPARAMETERS);
        assertNear(actual.losses().named(), expected.losses().named(), 1e-3);
        assertNear(actual.gradientNorms(), expected.gradientNorms(), 1e-2);
      }
      there.state().forEach((name, tensor) -> assertThat(tensor.is_cuda()).as(name).isTrue());
    }
  }

  private static void assertNear(
      Map<String, Double> actual, Map<String, Double> expected, double relative) {
    expected.forEach((name, value) ->
        assertRelative(name, Objects.requireNonNull(actual.get(name)), value, relative));
  }

  @Test
  void aSavedStateGoesOnAnywhere(@TempDir Path folder) {
    PretrainConfig config = SmallRun.config();
    Path file = folder.resolve("state.safetensors");
    try (Scope scope = Scope.open();
        TrainingStep saved = onGpu(config);
        TrainingStep gpu = onGpu(config);
        TrainingStep processor = SmallRun.start(config)) {
      var ignored = saved.run(0, List.of(SmallRun.batch(config, 0)), HYPERPARAMETERS);
      TrainingState.save(file, saved, new TrainingState.Position(1, Map.of()));
      for (TrainingStep other : List.of(gpu, processor)) {
        assertThat(TrainingState.load(file, other).nextIteration()).isEqualTo(1);
        Map<String, Tensor> state = other.state();
        saved
            .state()
            .forEach((name, tensor) ->
                assertThat(Tensors.toFloats(Objects.requireNonNull(state.get(name))))
                    .as(name)
                    .isEqualTo(Tensors.toFloats(tensor)));
      }
    }
  }
}
