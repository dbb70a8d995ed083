package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.div;
import static io.github.dino4j.torch.Ops.norm;
import static io.github.dino4j.torch.Ops.normalize;
import static io.github.dino4j.torch.Ops.to;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How far projected features of the student are from those of a frozen teacher, token by token: by
 * direction, and value by value.
 */
public final class FeatureLoss {
  private static final double EPSILON = 1e-6;

  private FeatureLoss() {}

  /**
   * The teacher's features as the student is to match them: each token less its mean, over its
   * standard deviation, so that both distances are of the same order whatever the teacher. That
   * needs nothing but the token itself: nothing is kept over steps or shared by processes (data2vec
   * normalises its targets so, arXiv 2202.03555).
   *
   * @param features {@code [rows, dim]}
   * @return the same in float32
   */
  public static Tensor normalized(Tensor features) {
    Tensor x = to(features, ScalarType.Float);
    Tensor mean = sum(x).div_(new Scalar((double) x.size(1))); // [rows, 1]
    Scalar length = new Scalar(Math.sqrt(x.size(1)));
    return normalize(x.sub(mean), 1, EPSILON).mul_(length);
  }

  /**
   * One less the cosine, the mean over tokens. The gradient of a token {@code p} with the target
   * {@code t} is {@code (cos p / |p| - t / |t|) / |p|}.
   *
   * @param projected {@code [rows, dim]} in float32, one row or more, detached
   * @param targets of the same shape
   * @param scale of the gradient
   */
  public static LossAndGradient cosine(Tensor projected, Tensor targets, double scale) {
    Tensor length = norm(projected, 1).clamp_min(new Scalar(EPSILON)); // [rows, 1]
    Tensor p = projected.div(length);
    Tensor t = normalize(targets, 1, EPSILON);
    Tensor cosines = sum(p.mul(t)); // [rows, 1]
    Scalar share = new Scalar(scale / projected.size(0));
    Tensor gradient = p.mul(cosines).sub_(t).div_(length).mul_(share);
    return new LossAndGradient(cosines.neg().add_(new Scalar(1.0)).mean(), gradient);
  }

  /**
   * Half the square of a difference below one, its size less a half above: the mean over all
   * values.
   *
   * @param projected {@code [rows, dim]} in float32, one row or more, detached
   * @param targets of the same shape
   * @param scale of the gradient
   */
  public static LossAndGradient smoothL1(Tensor projected, Tensor targets, double scale) {
    Tensor difference = projected.sub(targets);
    Tensor derivative = difference.clamp_min(new Scalar(-1.0)).clamp_max_(new Scalar(1.0));
    Tensor value = derivative.mul(difference.sub_(div(derivative, 2))).mean();
    return new LossAndGradient(value, derivative.mul(new Scalar(scale / projected.numel())));
  }

  private static Tensor sum(Tensor rows) {
    return rows.sum(new long[] {1}, true, new ScalarTypeOptional());
  }
}
