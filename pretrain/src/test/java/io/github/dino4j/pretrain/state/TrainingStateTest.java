package io.github.dino4j.pretrain.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.schedule.Schedules;
import io.github.dino4j.pretrain.step.SmallRun;
import io.github.dino4j.pretrain.step.TrainingStep;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStateTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"train.centering=centering", "train.centering=sinkhorn_knopp"})
  void aResumedRunEndsBitForBitLikeTheUnbrokenOne(String centering) {
    PretrainConfig config = SmallRun.config(centering, "student.drop_path_rate=0.3");
    Path file = folder.resolve("state.safetensors");
    try (TrainingStep unbroken = SmallRun.start(config);
        TrainingStep resumed = SmallRun.start(config)) {
      run(unbroken, config, 0, 3);
      TrainingState.save(file, unbroken, new TrainingState.Position(3, Map.of("epoch", "7")));
      run(unbroken, config, 3, 6);
      run(resumed, config, 0, 1); // what it held before must not matter
      var position = TrainingState.load(file, resumed);
      assertThat(position).isEqualTo(new TrainingState.Position(3, Map.of("epoch", "7")));
      run(resumed, config, position.nextIteration(), 6);
      try (Scope scope = Scope.open()) {
        var expected = unbroken.state();
        resumed
            .state()
            .forEach((name, tensor) ->
                assertThat(Tensors.toFloats(tensor))
                    .as(name)
                    .isEqualTo(
                        Tensors.toFloats(java.util.Objects.requireNonNull(expected.get(name)))));
      }
    }
  }

  private static void run(TrainingStep training, PretrainConfig config, long from, long to) {
    Schedules schedules = Schedules.of(config, 1);
    for (long i = from; i < to; i++) {
      try (Scope scope = Scope.open()) {
        training.run(i, List.of(SmallRun.batch(config, i)), schedules.at(i));
      }
    }
  }

  @Test
  void theStateOfAnotherModelIsRefusedInOneLine() {
    Path file = folder.resolve("state.safetensors");
    PretrainConfig config = SmallRun.config();
    PretrainConfig wider = SmallRun.config("student.embed_dim=96");
    try (TrainingStep training = SmallRun.start(config);
        TrainingStep other = SmallRun.start(wider)) {
      TrainingState.save(file, training, new TrainingState.Position(0, Map.of()));
      assertThatThrownBy(() -> TrainingState.load(file, other))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("another model or configuration")
          .hasMessageContaining("cls_token");
    }
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    Path file = folder.resolve("state.safetensors");
    try (TrainingStep training = SmallRun.start(SmallRun.config())) {
      TrainingState.save(file, training, new TrainingState.Position(0, Map.of()));
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      assertThatThrownBy(() -> TrainingState.load(file, training))
          .isInstanceOf(DinoException.class);
    }
  }
}
