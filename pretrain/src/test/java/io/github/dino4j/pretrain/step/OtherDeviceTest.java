package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.model.Tokens;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heads and losses, forward and backward, on {@link LazyDevice}: what was made on the processor by
 * mistake cannot be combined with what lives there. Attention and the fused optimiser are not among
 * what that device has.
 */
class OtherDeviceTest {
  private static final double TEMPERATURE = 0.07;

  @BeforeAll
  static void needsTheDevice() {
    assumeTrue(LazyDevice.start(), "skipped: this build of libtorch has no lazy device");
  }

  @Test
  void devicesDoNotMix() {
    try (Scope scope = Scope.open()) {
      Tensor there = Tensors.zeros(2).to(LazyDevice.open(), ScalarType.Float);
      assertThatThrownBy(() -> there.add(Tensors.zeros(2)))
          .hasMessageContaining("Input tensor is not a lazy tensor");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sinkhorn_knopp", "centering"})
  void lossesAndGradientsAreThoseOfTheProcessor(String centering) {
    PretrainConfig config =
        SmallRun.config("train.centering=" + centering, "ibot.separate_head=true");
    try (Scope scope = Scope.open()) {
      Outcome here = evaluate(config, new Device("cpu"));
      Outcome there = evaluate(config, LazyDevice.open());
      here.losses()
          .named()
          .forEach((name, value) ->
              assertRelative(
                  name, Objects.requireNonNull(there.losses().named().get(name)), value, 1e-5));
      for (int i = 0; i < here.gradients().size(); i++) {
        float[] expected = here.gradients().get(i);
        assertThat(there.gradients().get(i)).containsExactly(expected, within(largest(expected)));
      }
    }
  }

  /** Sums in another order differ in the last bits of the largest. */
  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return 1e-5f * largest;
  }

  private record Outcome(Losses losses, List<float[]> gradients) {}

  /** From tokens of noise to the losses, and back to the gradients of tokens and heads. */
  private static Outcome evaluate(PretrainConfig config, Device device) {
    LossPlan plan = LossPlan.of(config);
    try (Network student = Network.initialized(config, 1);
        TeacherTargets teacher = new TeacherTargets(config, plan, ProcessGroup.single())) {
      student.moveTo(device);
      teacher.moveTo(device);
      List<Gradients> gradients =
          student.submodules().values().stream()
              .map(parameters -> new Gradients(parameters.named()))
              .toList();
      Batch batch = SmallRun.batch(config, 0).to(gradients.getFirst().flat());
      List<Tokens> tokens =
          List.of(
              tokens(config, batch.globalCrops(), device),
              tokens(config, Objects.requireNonNull(batch.localCrops()), device));
      Tokens seen = tokens(config, batch.globalCrops(), device);
      Tensor hidden = seen.patches().flatten(0, 1).index_select(0, batch.comparedRows());
      var targets =
          new TeacherPass.Assignments(
              teacher.cls(logits(student.head(HeadName.DINO), seen.cls()), TEMPERATURE),
              teacher.patches(logits(student.head(HeadName.IBOT), hidden), TEMPERATURE));
      Losses losses =
          new LossPass(student, plan, ScalarType.Float)
              .run(tokens, new LossPass.Inputs(batch, targets, 1));
      student.heads().values().forEach(DinoHead::finishGradients);
      List<float[]> all = new ArrayList<>();
      tokens.forEach(some -> all.add(Tensors.toFloats(Tensors.gradient(some.norm()))));
      gradients.forEach(some -> all.add(Tensors.toFloats(some.flat())));
      gradients.forEach(Gradients::close);
      return new Outcome(losses, all);
    }
  }

  private static Logits logits(DinoHead head, Tensor tokens) {
    Tensor samples = head.bottleneck(tokens.detach(), ScalarType.Float).detach();
    return new Logits(samples, head.prototypes(ScalarType.Float));
  }

  private static Tokens tokens(PretrainConfig config, Tensor crops, Device device) {
    long side = crops.size(2) / config.student().patchSize();
    long dim = config.student().embedDim();
    Tensor noise = Tensors.empty(crops.size(0), 1 + side * side, dim);
    Tensor norm = Tensors.normal(noise, 0, 1, Tensors.generator(side)).to(device, ScalarType.Float);
    Tensor leaf = norm.detach().set_requires_grad(true);
    return new Tokens(leaf, leaf, 0);
  }
}
