package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** A camera that moves towards the picture: the mean of copies enlarged more and more. */
final class ZoomBlur {
  /** How many copies beside the picture itself, and the step of the factor from one to the next. */
  private static final int[] COPIES = {11, 16, 11, 13, 11};

  private static final double[] STEPS = {0.01, 0.01, 0.02, 0.02, 0.03};

  private ZoomBlur() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    return picture.map(plane -> {
      float[] sum = plane.clone();
      for (int copy = 0; copy < COPIES[severity]; copy++) {
        float[] zoomed = picture.zoomed(plane, 1 + copy * STEPS[severity]);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += zoomed[i];
        }
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= COPIES[severity] + 1;
      }
      return sum;
    });
  }
}
