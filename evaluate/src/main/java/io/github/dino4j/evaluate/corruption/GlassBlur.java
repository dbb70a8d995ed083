package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** A pane of frosted glass: pixels change places with others near by, between two soft blurs. */
final class GlassBlur {
  private static final double[] SIGMAS = {0.7, 0.9, 1, 1.1, 1.5};
  private static final int[] SHIFTS = {1, 2, 2, 3, 4};
  private static final int[] ROUNDS = {2, 1, 3, 2, 2};
  private static final double CUT = 4;

  private GlassBlur() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    double sigma = SIGMAS[severity] * picture.scale();
    int shift = Math.max(1, (int) Math.round(SHIFTS[severity] * picture.scale()));
    Planes blurred = picture.map(plane -> Convolution2d.gaussian(picture, plane, sigma, CUT));
    for (int round = 0; round < ROUNDS[severity]; round++) {
      shuffle(blurred, shift, random);
    }
    return blurred.map(plane -> Convolution2d.gaussian(picture, plane, sigma, CUT));
  }

  /** From the lower right on, each pixel is swapped with one at most {@code shift} away. */
  private static void shuffle(Planes picture, int shift, SplittableRandom random) {
    int width = picture.width();
    for (int y = picture.height() - shift; y > shift; y--) {
      for (int x = width - shift; x > shift; x--) {
        int otherX = x + random.nextInt(-shift, shift);
        int otherY = y + random.nextInt(-shift, shift);
        swap(picture, y * width + x, otherY * width + otherX);
      }
    }
  }

  private static void swap(Planes picture, int a, int b) {
    for (float[] plane : picture.channels()) {
      float kept = plane[a];
      plane[a] = plane[b];
      plane[b] = kept;
    }
  }
}
