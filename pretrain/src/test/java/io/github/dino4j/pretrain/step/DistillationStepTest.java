package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.storage.TensorEntry;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps with a frozen teacher. */
public class DistillationStepTest {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(0.002, 0.04, 0.99, 0.06, 0.002);

  /** A frozen copy of a network. */
  static FrozenTeacher frozen(Network network, PretrainConfig student) {
    Map<HeadName, Map<String, TensorEntry>> heads = new EnumMap<>(HeadName.class);
    network.heads().forEach((name, head) -> heads.put(name, entries(head.parameters())));
    return new FrozenTeacher(
        new FrozenTeacher.Weights(
            network.backbone().config(), entries(network.backbone().parameters()), heads),
        StepComputation.of(student, ComputeDevice.CPU),
        ComputeDevice.CPU);
  }

  private static Map<String, TensorEntry> entries(Parameters parameters) {
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    parameters
        .named()
        .forEach((name, tensor) -> entries.put(name, FileTensors.entry(name, tensor)));
    return entries;
  }

  private static StepReport step(TrainingStep training, PretrainConfig config, long iteration) {
    try (Scope scope = Scope.open()) {
      return training.run(
          iteration, List.of(SmallRun.batch(config, iteration % 2)), HYPERPARAMETERS);
    }
  }

  /**
   * At the first step the moving average is the student: so is a frozen copy of it, whose tokens go
   * another way and round differently.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "ibot.separate_head=true", SmallRun.WIDE})
  void aFrozenCopyOfTheStudentGivesTheTargetsOfItsAverage(String overrides) {
    String keys = "train.centering=sinkhorn_knopp " + overrides;
    PretrainConfig config = SmallRun.config(keys.strip().split(" "));
    try (Network same = Network.initialized(config, config.train().seed());
        TrainingStep pretraining = SmallRun.start(config);
        TrainingStep distillation =
            new TrainingStep(config, ProcessGroup.single(), frozen(same, config))) {
      StepReport expected = step(pretraining, config, 0);
      StepReport report = step(distillation, config, 0);
      expected
          .losses()
          .named()
          .forEach((name, value) ->
              assertRelative(
                  name, Objects.requireNonNull(report.losses().named().get(name)), value, 1e-4));
      expected
          .gradientNorms()
          .forEach((name, value) ->
              assertRelative(
                  name, Objects.requireNonNull(report.gradientNorms().get(name)), value, 1e-3));
      assertRelative("entropy", report.teacherEntropy(), expected.teacherEntropy(), 1e-3);
    }
  }

  /** A wider, deeper teacher with a bottleneck of its own. */
  @ParameterizedTest
  @CsvSource({
    "heads, student.embed_dim=48, 24",
    "heads, student.embed_dim=64 student.num_heads=2, 64",
    "features, student.embed_dim=48, 24",
    "features, student.embed_dim=64 student.num_heads=2, 64"
  })
  void aStudentLearnsFromALargerTeacher(String match, String student, int bottleneck) {
    PretrainConfig larger =
        SmallRun.config(
            "student.embed_dim=96",
            "student.depth=4",
            "dino.head_n_prototypes=128",
            "dino.head_bottleneck_dim=32",
            "student.layerscale=1");
    PretrainConfig config =
        SmallRun.config(
            (student
                    + " dino.head_n_prototypes=128 dino.head_bottleneck_dim="
                    + bottleneck
                    + " ibot.all_patches=true teacher.pretrained_weights=T teacher.match="
                    + match
                    + " dino.koleo_loss_weight=0 student.layerscale=1")
                .split(" "));
    try (Network teacher = Network.initialized(larger, 3);
        TrainingStep training =
            new TrainingStep(config, ProcessGroup.single(), frozen(teacher, config))) {
      StepReport first = step(training, config, 0);
      for (int i = 1; i < 40; i++) {
        var ignored = step(training, config, i);
      }
      StepReport last = step(training, config, 40);
      assertThat(first.losses().displayed().keySet())
          .containsExactlyElementsOf(
              match.equals("heads")
                  ? List.of(Loss.DINO_LOCAL, Loss.DINO_GLOBAL, Loss.IBOT)
                  : List.of(
                      Loss.CLS_COSINE,
                      Loss.CLS_SMOOTH_L1,
                      Loss.PATCH_COSINE,
                      Loss.PATCH_SMOOTH_L1));
      first
          .losses()
          .displayed()
          .forEach((loss, value) ->
              assertThat(last.losses().get(loss)).as(loss.name()).isLessThan(0.97 * value));
      assertThat(Double.isNaN(last.teacherEntropy())).isEqualTo(match.equals("features"));
      assertThat(training.state().keySet())
          .noneMatch(name -> name.contains(match.equals("heads") ? "projector" : "dino_head"));
    }
  }
}
