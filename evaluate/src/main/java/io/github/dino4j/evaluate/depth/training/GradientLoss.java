package io.github.dino4j.evaluate.depth.training;

import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.slice;
import static io.github.dino4j.torch.Ops.to;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The gradient matching loss of MegaDepth ({@code gradientloss.py} of the reference): differences
 * of {@code log p - log t} between pixels two apart, at four scales.
 *
 * <p>The reference slices the first two dimensions of {@code [B, 1, H, W]}, so it compares images
 * of the batch, and is 0 for the two images a GPU that the released heads were trained with: they
 * know {@link SigLoss} alone. {@link #FIXED} slices rows and columns.
 */
public enum GradientLoss {
  OFF,
  /** As the reference computes it, of weight 1. */
  REFERENCE,
  /** Over rows and columns, of weight 0.5. */
  FIXED;

  private static final double EPSILON = 1e-3;
  private static final double FIXED_WEIGHT = 0.5;
  private static final int[] SCALES = {1, 2, 4, 6};

  /**
   * @param prediction {@code [B, 1, H, W]}
   * @param truth of the same shape
   * @param valid booleans of the same shape
   * @return a scalar; empty where it is off
   */
  Optional<Tensor> of(Tensor prediction, Tensor truth, Tensor valid) {
    return switch (this) {
      case OFF -> Optional.empty();
      case REFERENCE -> Optional.of(along(0, prediction, truth, valid));
      case FIXED -> Optional.of(mul(along(2, prediction, truth, valid), FIXED_WEIGHT));
    };
  }

  /** Along a dimension and the next one. */
  static Tensor along(long dim, Tensor prediction, Tensor truth, Tensor valid) {
    Tensor mask = to(valid, ScalarType.Float);
    Tensor difference = log(prediction).sub(log(truth)).mul(mask);
    Tensor loss = null;
    for (int scale : SCALES) {
      Tensor ofScale = atScale(dim, every(difference, dim, scale), every(mask, dim, scale));
      loss = loss == null ? ofScale : loss.add(ofScale);
    }
    return java.util.Objects.requireNonNull(loss);
  }

  private static Tensor every(Tensor x, long dim, int step) {
    return slice(slice(x, dim, step), dim + 1, step);
  }

  private static Tensor atScale(long dim, Tensor difference, Tensor mask) {
    Tensor sum = steps(difference, mask, dim).add(steps(difference, mask, dim + 1));
    return sum.div(mask.sum().clamp_min(new Scalar(1.0)));
  }

  /** The sum of absolute differences of entries two apart, both of them valid. */
  private static Tensor steps(Tensor difference, Tensor mask, long dim) {
    long count = Math.max(0, difference.size(dim) - 2);
    long second = difference.size(dim) - count;
    Tensor step = difference.narrow(dim, 0, count).sub(difference.narrow(dim, second, count)).abs();
    return step.mul(mask.narrow(dim, 0, count)).mul(mask.narrow(dim, second, count)).sum();
  }

  private static Tensor log(Tensor depth) {
    return depth.add(new Scalar(EPSILON)).log();
  }
}
