package io.github.dino4j.scenes.render;

/**
 * Eight points that fill the unit disc evenly (Vogel's spiral), shared out over each tile of 4 x 4
 * samples, one to two neighbours in a row. Every tile, wherever it begins, sees each point twice,
 * so averaging a tile averages the disc: soft shadows without grain (interleaved sampling, Keller
 * and Heidrich 2001).
 */
final class DiscSamples {
  private static final int POINTS = 8;
  private static final int[] ORDER = {0, 4, 6, 2, 3, 7, 5, 1};
  private static final double[] X = new double[POINTS];
  private static final double[] Y = new double[POINTS];

  static {
    double golden = Math.PI * (3 - Math.sqrt(5));
    for (int i = 0; i < POINTS; i++) {
      double radius = Math.sqrt((i + 0.5) / POINTS);
      X[i] = radius * StrictMath.cos(i * golden);
      Y[i] = radius * StrictMath.sin(i * golden);
    }
  }

  private DiscSamples() {}

  /** Which of the points the sample at (column, row) of the grid takes. */
  static int slot(int column, int row) {
    return ORDER[(row & 3) << 1 | column >> 1 & 1];
  }

  /** Different uses at one place of the grid take different points. */
  static double x(int slot, int use) {
    return X[slot * (2 * use + 1) + 3 * use & POINTS - 1];
  }

  static double y(int slot, int use) {
    return Y[slot * (2 * use + 1) + 3 * use & POINTS - 1];
  }
}
