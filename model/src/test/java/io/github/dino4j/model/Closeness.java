package io.github.dino4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** How far two tensors are apart. */
final class Closeness {
  private Closeness() {}

  static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    assertThat(Tensors.shape(actual)).as(what).isEqualTo(Tensors.shape(expected));
    assertThat(maxDifference(Tensors.toFloats(actual), Tensors.toFloats(expected)))
        .as(what)
        .isLessThanOrEqualTo(tolerance);
  }

  /** Infinite where either holds a NaN. */
  static double maxDifference(float[] a, float[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs((double) a[i] - b[i]);
      max = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(max, difference);
    }
    return max;
  }
}
