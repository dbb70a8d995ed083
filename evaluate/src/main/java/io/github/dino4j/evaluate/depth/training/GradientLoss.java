package io.github.dino4j.evaluate.depth.training;

import static io.github.dino4j.torch.Ops.mul;
import static io.github.dino4j.torch.Ops.slice;
import static io.github.dino4j.torch.Ops.to;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The gradient matching loss of MegaDepth ({@code gradientloss.py} of the reference): differences
 * of {@code log p - log t} between pixels two apart, at four scales, for each valid pixel of the
 * batch.
 *
 * <p>The reference slices the first two dimensions of {@code [B, 1, H, W]}, so it compares images
 * of the batch, and is 0 for the two images a GPU that the released heads were trained with: they
 * know {@link SigLoss} alone. Only images of one size can be compared so. {@link #FIXED} slices
 * rows and columns.
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
   * @return a scalar; empty where it is off
   */
  Optional<Tensor> of(List<PixelDepths> batch) {
    return switch (this) {
      case OFF -> Optional.empty();
      case REFERENCE -> Optional.of(along(0, batch));
      case FIXED -> Optional.of(mul(along(2, batch), FIXED_WEIGHT));
    };
  }

  /**
   * Differences of images of one size.
   *
   * @param mask 1 where truth is known, else 0
   * @param values {@code log p - log t}, 0 where truth is not known
   */
  private record Differences(Tensor mask, Tensor values) {
    static Differences of(PixelDepths depths) {
      Tensor mask = to(depths.valid(), ScalarType.Float);
      Tensor values = log(depths.prediction()).sub(log(depths.truth())).mul(mask);
      return new Differences(mask, values);
    }

    Differences every(long dim, int step) {
      return new Differences(
          GradientLoss.every(mask, dim, step), GradientLoss.every(values, dim, step));
    }

    /** The sum of absolute differences of entries two apart, both of them valid. */
    Tensor steps(long dim) {
      long count = Math.max(0, values.size(dim) - 2);
      long second = values.size(dim) - count;
      Tensor step = values.narrow(dim, 0, count).sub(values.narrow(dim, second, count)).abs();
      return step.mul(mask.narrow(dim, 0, count)).mul(mask.narrow(dim, second, count)).sum();
    }
  }

  /** Along a dimension and the next one. */
  static Tensor along(long dim, List<PixelDepths> batch) {
    List<Differences> all = batch.stream().map(Differences::of).toList();
    return sum(
        Arrays.stream(SCALES)
            .mapToObj(scale -> all.stream().map(each -> each.every(dim, scale)).toList())
            .map(ofScale -> perValidPixel(dim, ofScale)));
  }

  private static Tensor perValidPixel(long dim, List<Differences> all) {
    Tensor steps = sum(all.stream().map(each -> each.steps(dim).add(each.steps(dim + 1))));
    Tensor valid = sum(all.stream().map(each -> each.mask.sum()));
    return steps.div(valid.clamp_min(new Scalar(1.0)));
  }

  private static Tensor sum(Stream<Tensor> scalars) {
    return scalars.reduce(Tensor::add).orElseThrow();
  }

  private static Tensor every(Tensor x, long dim, int step) {
    return slice(slice(x, dim, step), dim + 1, step);
  }

  private static Tensor log(Tensor depth) {
    return depth.add(new Scalar(EPSILON)).log();
  }
}
