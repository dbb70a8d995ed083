package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** A lens out of focus: every point becomes a disc with a slightly soft edge. */
final class DefocusBlur {
  private static final double[] RADII = {3, 4, 6, 8, 10};
  private static final double[] EDGES = {0.1, 0.5, 0.5, 0.5, 0.5};
  private static final int MARGIN = 2;

  private DefocusBlur() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    Convolution2d disc = disc(RADII[severity] * picture.scale(), EDGES[severity]);
    return picture.map(plane -> disc.apply(picture, plane));
  }

  /**
   * @param radius in pixels
   * @param edge deviation of the Gaussian that softens the disc
   */
  static Convolution2d disc(double radius, double edge) {
    int reach = (int) Math.ceil(radius) + MARGIN;
    int side = 2 * reach + 1;
    float[] weights = new float[side * side];
    int inside = 0;
    for (int i = 0; i < weights.length; i++) {
      int x = i % side - reach;
      int y = i / side - reach;
      if (x * x + y * y <= radius * radius) {
        weights[i] = 1;
        inside++;
      }
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= inside;
    }
    Planes kernel = new Planes(side, side, new float[][] {weights});
    return new Convolution2d(side, Convolution2d.gaussian(kernel, weights, edge, MARGIN / edge));
  }
}
