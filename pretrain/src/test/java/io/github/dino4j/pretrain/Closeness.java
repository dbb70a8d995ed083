package io.github.dino4j.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.Tensors;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;

/** How far numbers are apart. */
public final class Closeness {
  private Closeness() {}

  public static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    assertThat(Tensors.shape(actual)).as(what).isEqualTo(Tensors.shape(expected));
    assertThat(maxDifference(Tensors.toFloats(actual), Tensors.toFloats(expected)))
        .as(what)
        .isLessThanOrEqualTo(tolerance);
  }

  /** Within {@code relative} of the expected tensor's largest value. */
  public static void assertCloseRelative(
      String what, Tensor actual, Tensor expected, double relative) {
    double largest = 0;
    for (float value : Tensors.toFloats(expected)) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertClose(what, actual, expected, relative * largest);
  }

  public static void assertRelative(String what, double actual, double expected, double relative) {
    Assertions.assertThat(actual)
        .as(what)
        .isCloseTo(expected, Offset.offset(relative * Math.abs(expected)));
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
