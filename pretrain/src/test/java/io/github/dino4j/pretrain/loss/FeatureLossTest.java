package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.pretrain.Closeness.assertClose;
import static io.github.dino4j.pretrain.Closeness.assertCloseRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Values against a loop in double, gradients against libtorch's autograd. */
class FeatureLossTest {
  private static final int ROWS = 7;
  private static final int DIM = 12;
  private static final double SCALE = 0.3;

  private static Tensor noise(long seed) {
    return Tensors.normal(Tensors.empty(ROWS, DIM), 0.2, 1.5, Tensors.generator(seed));
  }

  @Test
  void aTokenIsNormalisedByItself() {
    try (Scope scope = Scope.open()) {
      Tensor features = noise(1);
      float[] given = Tensors.toFloats(features);
      float[] normalized = Tensors.toFloats(FeatureLoss.normalized(features));
      for (int row = 0; row < ROWS; row++) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < DIM; i++) {
          mean += given[row * DIM + i] / (double) DIM;
        }
        for (int i = 0; i < DIM; i++) {
          square += Math.pow(given[row * DIM + i] - mean, 2) / DIM;
        }
        for (int i = 0; i < DIM; i++) {
          double expected = (given[row * DIM + i] - mean) / Math.sqrt(square);
          assertThat(normalized[row * DIM + i]).isCloseTo((float) expected, within(2e-6f));
        }
      }
    }
  }

  @Test
  void valuesAreThoseOfALoop() {
    try (Scope scope = Scope.open()) {
      Tensor projected = noise(2);
      Tensor targets = noise(3);
      float[] p = Tensors.toFloats(projected);
      float[] t = Tensors.toFloats(targets);
      double cosine = 0;
      double smoothL1 = 0;
      for (int row = 0; row < ROWS; row++) {
        double pp = 0;
        double tt = 0;
        double pt = 0;
        for (int i = row * DIM; i < (row + 1) * DIM; i++) {
          pp += p[i] * p[i];
          tt += t[i] * t[i];
          pt += p[i] * t[i];
          double gap = Math.abs(p[i] - t[i]);
          smoothL1 += (gap < 1 ? gap * gap / 2 : gap - 0.5) / (ROWS * DIM);
        }
        cosine += (1 - pt / Math.sqrt(pp * tt)) / ROWS;
      }
      assertThat(FeatureLoss.cosine(projected, targets, SCALE).value().item_double())
          .isCloseTo(cosine, within(1e-6));
      assertThat(FeatureLoss.smoothL1(projected, targets, SCALE).value().item_double())
          .isCloseTo(smoothL1, within(1e-6));
    }
  }

  @Test
  void gradientsAreThoseOfAutograd() {
    try (Scope scope = Scope.open()) {
      Tensor targets = noise(5);
      Tensor leaf = noise(4).set_requires_grad(true);
      Tensor cosines = torch.cosine_similarity(leaf, targets);
      assertGradient(
          cosines.neg().add(new Scalar(1.0)).mean(),
          leaf,
          FeatureLoss.cosine(leaf.detach(), targets, SCALE));
      Tensor other = noise(4).set_requires_grad(true);
      assertGradient(
          torch.smooth_l1_loss(other, targets),
          other,
          FeatureLoss.smoothL1(other.detach(), targets, SCALE));
    }
  }

  private static void assertGradient(Tensor value, Tensor leaf, LossAndGradient ours) {
    assertClose("value", ours.value(), value.detach(), 1e-6);
    Ops.backward(List.of(value), List.of(value.detach().new_zeros().fill_(new Scalar(SCALE))));
    assertCloseRelative("gradient", ours.gradient(), Tensors.gradient(leaf), 1e-6);
  }
}
