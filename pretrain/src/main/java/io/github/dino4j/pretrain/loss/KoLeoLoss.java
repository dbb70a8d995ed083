package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.torch.Ops.backward;
import static io.github.dino4j.torch.Ops.indexSelect;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.norm;
import static io.github.dino4j.torch.Ops.normalize;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The Kozachenko-Leonenko regulariser: spreads CLS tokens over the sphere by pushing each from its
 * nearest neighbour in the batch (loss/koleo_loss.py; Sablayrolles et al., 2018).
 */
public final class KoLeoLoss {
  private static final double EPSILON = 1e-8;

  private KoLeoLoss() {}

  /**
   * The sum over views of minus the mean log distance to the nearest neighbour in the same view, in
   * float32.
   *
   * @param tokens {@code [views * B, dim]}, view by view; alone in its view a token is its own
   *     neighbour, at distance 1e-8 a coordinate
   * @param scale of the gradient
   */
  public static LossAndGradient of(Tensor tokens, int views, double scale) {
    Tensor leaf = tokens.detach().set_requires_grad(true);
    long images = leaf.size(0) / views;
    Tensor value = ofView(leaf.narrow(0, 0, images));
    for (int view = 1; view < views; view++) {
      value = value.add(ofView(leaf.narrow(0, view * images, images)));
    }
    Tensor constant = value.detach().new_zeros().fill_(new Scalar(scale));
    backward(List.of(value), List.of(constant));
    return new LossAndGradient(value.detach(), Tensors.gradient(leaf));
  }

  private static Tensor ofView(Tensor tokens) {
    Tensor x = normalize(to(tokens, ScalarType.Float), -1, EPSILON);
    Tensor gap = x.sub(indexSelect(x, nearest(x))).add(new Scalar(EPSILON)); // [B, dim]
    return norm(gap, -1).add(new Scalar(EPSILON)).log().mean().neg();
  }

  /** The row of the nearest other row of each unit vector, {@code [B]}. */
  static Tensor nearest(Tensor unit) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor cosines = matmul(unit, unit.t());
      cosines.fill_diagonal_(new Scalar(-1.0));
      return cosines.argmax(new LongOptional(1), false);
    }
  }
}
