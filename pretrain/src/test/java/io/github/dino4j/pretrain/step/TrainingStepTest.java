package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertCloseRelative;
import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.torch.Computation.Engine;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(1e-3, 0.04, 0.9, 0.05, 1e-3);

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.3"})
  void checkpointingChangesNoBit(String dropPath) {
    String rate = "student.drop_path_rate=" + dropPath;
    PretrainConfig whole = SmallRun.config(rate);
    PretrainConfig cut = SmallRun.config(rate, "compute.checkpoint_segments=2");
    assertSameState(whole, cut, 0);
  }

  private static void assertSameState(
      PretrainConfig first, PretrainConfig second, double relative) {
    try (Scope scope = Scope.open();
        TrainingStep one = SmallRun.start(first);
        TrainingStep other = SmallRun.start(second)) {
      for (int i = 0; i < 2; i++) {
        Batch batch = SmallRun.batch(first, i);
        one.run(i, List.of(batch), HYPERPARAMETERS);
        other.run(i, List.of(batch), HYPERPARAMETERS);
      }
      var expected = one.state();
      other
          .state()
          .forEach((name, tensor) ->
              assertCloseRelative(
                  name, tensor, Objects.requireNonNull(expected.get(name)), relative));
    }
  }

  /** Against autograd, which networks with recomputed activations are left to. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "0.3"})
  void blocksWithoutAGraphFollowAutograd(String dropPath) {
    String[] network = {
      "student.embed_dim=64", "student.num_heads=2", "student.drop_path_rate=" + dropPath
    };
    PretrainConfig config = SmallRun.config(network);
    OnKernels.assume(ElementType.FP32);
    String[] recomputing = Arrays.copyOf(network, network.length + 1);
    recomputing[network.length] = "compute.checkpoint_segments=1";
    try (Scope scope = Scope.open();
        TrainingStep stacked = SmallRun.start(config);
        TrainingStep graph = SmallRun.start(SmallRun.config(recomputing))) {
      assertThat(stacked.computation().engine()).isEqualTo(Engine.KERNELS);
      assertThat(graph.computation().engine()).isEqualTo(Engine.AUTOGRAD);
      for (int i = 0; i < 4; i++) {
        List<Batch> batch = List.of(SmallRun.batch(config, i));
        StepReport actual = stacked.run(i, batch, HYPERPARAMETERS);
        StepReport expected = graph.run(i, batch, HYPERPARAMETERS);
        expected
            .losses()
            .named()
            .forEach((name, value) -> assertNear(name, actual.losses().named(), value, 1e-5));
        expected
            .gradientNorms()
            .forEach((name, value) -> assertNear(name, actual.gradientNorms(), value, 1e-4));
      }
    }
  }

  /** What tests of several processes rely on. */
  @ParameterizedTest
  @EnumSource
  void aWideNetworkRunsOnKernels(ElementType type) {
    OnKernels.assume(type);
    String overrides = SmallRun.WIDE + " " + OnKernels.precision(type);
    try (TrainingStep training = SmallRun.start(SmallRun.config(overrides.split(" ")))) {
      OnKernels.check(training, type);
    }
  }

  /** What kernels do not know autograd trains, and a block without LayerScale both. */
  @ParameterizedTest
  @CsvSource({
    "student.layerscale=0, ''",
    "student.ffn_layer=swiglu, a SwiGLU layer has no kernel",
    "student.ffn_bias=false, a linear layer without bias has no kernel"
  })
  void whatKernelsDoNotKnowIsTrainedByAutograd(String override, String reason) {
    OnKernels.assume(ElementType.FP32);
    PretrainConfig config = SmallRun.config((SmallRun.WIDE + " " + override).split(" "));
    try (Scope scope = Scope.open();
        TrainingStep training = SmallRun.start(config)) {
      assertThat(training.computation().engine())
          .isEqualTo(reason.isEmpty() ? Engine.KERNELS : Engine.AUTOGRAD);
      assertThat(training.computation().reason()).isEqualTo(reason);
      StepReport report = training.run(0, List.of(SmallRun.batch(config, 0)), HYPERPARAMETERS);
      assertThat(report.gradientNorms().values())
          .allSatisfy(norm -> assertThat(norm).isFinite().isPositive());
    }
  }

  /** Halves of a batch add up to the whole, but for KoLeo, which compares within a pass. */
  @Test
  void gradientsAccumulateOverPasses() {
    PretrainConfig config = SmallRun.config("dino.koleo_loss_weight=0");
    try (Scope scope = Scope.open();
        TrainingStep whole = SmallRun.start(config);
        TrainingStep halves = SmallRun.start(config)) {
      Batch batch = SmallRun.batch(config, 0);
      StepReport one = whole.run(0, List.of(batch), HYPERPARAMETERS);
      StepReport two =
          halves.run(0, List.of(Halves.of(batch, 0), Halves.of(batch, 1)), HYPERPARAMETERS);
      one.losses()
          .named()
          .forEach((name, value) -> assertNear(name, two.losses().named(), value, 1e-5));
      one.gradientNorms()
          .forEach((name, value) -> assertNear(name, two.gradientNorms(), value, 1e-4));
    }
  }

  @Test
  void bfloat16FollowsFloat32() {
    PretrainConfig exact = SmallRun.config();
    PretrainConfig rounded = SmallRun.config("compute.precision=bf16");
    try (Scope scope = Scope.open();
        TrainingStep one = SmallRun.start(exact);
        TrainingStep other = SmallRun.start(rounded)) {
      Batch batch = SmallRun.batch(exact, 0);
      StepReport expected = one.run(0, List.of(batch), HYPERPARAMETERS);
      StepReport actual = other.run(0, List.of(batch), HYPERPARAMETERS);
      expected
          .losses()
          .named()
          .forEach((name, value) -> assertNear(name, actual.losses().named(), value, 0.01));
      expected
          .gradientNorms()
          .forEach((name, value) -> assertNear(name, actual.gradientNorms(), value, 0.03));
    }
  }

  private static void assertNear(
      String name, Map<String, Double> actual, double expected, double relative) {
    assertRelative(name, Objects.requireNonNull(actual.get(name)), expected, relative);
  }

  @Test
  void aBatchWithNanStopsTheRunAndChangesNothing() {
    PretrainConfig config = SmallRun.config();
    try (Scope scope = Scope.open();
        TrainingStep training = SmallRun.start(config)) {
      Batch good = SmallRun.batch(config, 0);
      training.run(0, List.of(good), HYPERPARAMETERS);
      float[] before = Tensors.toFloats(training.state().values().iterator().next());
      Batch bad = SmallRun.batch(config, 1);
      bad.globalCrops().select(0, 0).fill_(new Scalar(Float.NaN));
      assertThatThrownBy(() -> training.run(1, List.of(bad), HYPERPARAMETERS))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("iteration 1")
          .hasMessageContaining("dino_global_crops_loss=NaN")
          .hasMessageContaining("learning rate 0.001");
      assertThat(Tensors.toFloats(training.state().values().iterator().next())).isEqualTo(before);
      training.run(1, List.of(good), HYPERPARAMETERS); // and it can go on
    }
  }

  @ParameterizedTest
  @CsvSource({"ibot.loss_weight=0, ibot_loss", "dino.koleo_loss_weight=0, koleo_loss"})
  void aTermOfNoWeightIsLeftOut(String override, String term) {
    PretrainConfig config = SmallRun.config(override);
    try (Scope scope = Scope.open();
        TrainingStep training = SmallRun.start(config)) {
      Losses losses = training.run(0, List.of(SmallRun.batch(config, 0)), HYPERPARAMETERS).losses();
      assertThat(losses.named()).doesNotContainKey(term);
      assertThat(losses.total()).isPositive();
    }
  }

  /** A model that cannot fit eight images has a broken gradient somewhere. */
  @Test
  void eightImagesAreLearntByHeart() {
    PretrainConfig config =
        SmallRun.config(
            "train.batch_size_per_gpu=8",
            "dino.head_n_prototypes=64",
            "student.layerscale=1",
            "crops.local_crops_number=2");
    try (Scope scope = Scope.open();
        TrainingStep training = SmallRun.start(config)) {
      Batch images = SmallRun.batch(config, 0);
      Hyperparameters hyperparameters = new Hyperparameters(2e-3, 0, 0.98, 0.04, 2e-3);
      Losses first = training.run(0, List.of(images), hyperparameters).losses();
      StepReport last = training.run(1, List.of(images), hyperparameters);
      for (int i = 2; i < 320; i++) {
        last = training.run(i, List.of(images), hyperparameters);
      }
      Losses losses = last.losses();
      double crossEntropy =
          losses.get(Loss.DINO_GLOBAL) * (2 + 4) / 2; // two global and four local pairs
      assertThat(crossEntropy - last.teacherEntropy()).isBetween(0.0, 0.1);
      assertThat(losses.get(Loss.DINO_LOCAL)).isLessThan(0.1 * first.get(Loss.DINO_LOCAL));
      assertThat(losses.get(Loss.IBOT)).isLessThan(0.15 * first.get(Loss.IBOT));
      assertThat(losses.get(Loss.KOLEO))
          .isNegative(); // and the images lie apart: nothing has collapsed
    }
  }

  /** By kernels where they run, and by autograd, with one head for both losses and with two. */
  @ParameterizedTest
  @CsvSource({
    "0, false, sinkhorn_knopp",
    "0, true, centering",
    "1, true, sinkhorn_knopp",
    "1, false, centering"
  })
  void aBatchWithoutMaskedPatchesHasNoIbotLoss(int segments, boolean separate, String centering) {
    List<String> overrides = new ArrayList<>(List.of(SmallRun.WIDE.split(" ")));
    overrides.add("ibot.mask_sample_probability=0");
    overrides.add("ibot.separate_head=" + separate);
    overrides.add("train.centering=" + centering);
    overrides.add("compute.checkpoint_segments=" + segments);
    overrides.add("dino.koleo_loss_weight=0");
    PretrainConfig config = SmallRun.config(overrides.toArray(String[]::new));
    try (Scope scope = Scope.open();
        TrainingStep training = SmallRun.start(config)) {
      for (int i = 0; i < 2; i++) {
        StepReport report = training.run(i, List.of(SmallRun.batch(config, i)), HYPERPARAMETERS);
        assertThat(report.losses().named().get("ibot_loss")).isZero();
        assertThat(report.losses().isFinite()).isTrue();
      }
      training
          .state()
          .forEach(
              (name, tensor) -> assertThat(tensor.isfinite().all().item_bool()).as(name).isTrue());
    }
  }
}
