package io.github.dino4j.evaluate.depth.head;

import static io.github.dino4j.torch.Ops.interpolate;
import static io.github.dino4j.torch.Ops.relu;

import io.github.dino4j.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Joins the map so far with that of a finer stage and doubles the resolution.
 *
 * @param finer refines what is joined; null in the first block, which has nothing to join
 * @param joined refines the sum
 */
record FusionBlock(Conv2d project, @Nullable ResidualUnit finer, ResidualUnit joined) {
  /** Two convolutions after an activation each, beside the identity. */
  record ResidualUnit(Conv2d first, Conv2d second) {
    static ResidualUnit create(Parameters parameters, long channels) {
      return new ResidualUnit(
          Conv2d.withoutBias(parameters.in("conv1.conv"), channels, channels, 3, 3),
          Conv2d.withoutBias(parameters.in("conv2.conv"), channels, channels, 3, 3));
    }

    Tensor forward(Tensor x) {
      return second.forward(relu(first.forward(relu(x)))).add(x);
    }
  }

  /**
   * @param parameters inside {@code fusion_blocks.i}
   */
  static FusionBlock create(Parameters parameters, long channels, boolean joins) {
    return new FusionBlock(
        Conv2d.withBias(parameters.in("project.conv"), channels, channels, 1, 1),
        joins ? ResidualUnit.create(parameters.in("res_conv_unit1"), channels) : null,
        ResidualUnit.create(parameters.in("res_conv_unit2"), channels));
  }

  /**
   * @param x {@code [B, C, h, w]}
   * @param stage of about that size; of the first block {@code x} itself
   * @return {@code [B, C, 2 h, 2 w]}
   */
  Tensor forward(Tensor x, Tensor stage) {
    Tensor sum = finer == null ? x : x.add(finer.forward(fitted(stage, x)));
    Tensor refined = joined.forward(sum);
    return project.forward(interpolate(refined, 2 * x.size(2), 2 * x.size(3), true));
  }

  private static Tensor fitted(Tensor stage, Tensor x) {
    boolean fits = stage.size(2) == x.size(2) && stage.size(3) == x.size(3);
    return fits ? stage : interpolate(stage, x.size(2), x.size(3), false);
  }
}
