package io.github.dino4j.evaluate.depth.training;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.mul;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The scale-invariant loss of AdaBins (arXiv 2011.14141; {@code sigloss.py} of the reference): with
 * {@code g = log(p + eps) - log(t + eps)} over all valid pixels of a batch, {@code sqrt(var g +
 * 0.15 (mean g)^2)} with the unbiased variance. In the warm-up the variance is left out, so that
 * the head first finds the scale.
 */
final class SigLoss {
  static final int WARM_UP = 100;

  private static final double EPSILON = 1e-3;
  private static final double MEAN_WEIGHT = 0.15;

  private SigLoss() {}

  /**
   * @param batch with at least two valid pixels
   * @return a scalar
   */
  static Tensor of(List<PixelDepths> batch, boolean warmUp) {
    Tensor prediction = cat(batch.stream().map(PixelDepths::validPrediction).toList(), 0);
    Tensor truth = cat(batch.stream().map(PixelDepths::validTruth).toList(), 0);
    Tensor g = log(prediction).sub(log(truth)); // [valid pixels]
    Tensor mean = g.mean();
    Tensor ofMean = mul(mean.mul(mean), MEAN_WEIGHT);
    return (warmUp ? ofMean : g.var(true).add(ofMean)).sqrt();
  }

  private static Tensor log(Tensor depth) {
    return depth.add(new Scalar(EPSILON)).log();
  }
}
