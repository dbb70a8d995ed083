package io.github.dino4j.scenes;

/**
 * Sixteen points that fill the unit disc evenly (Vogel's spiral), shared out over each 4 x 4 tile
 * of samples. Every aligned or shifted tile sees each point once, so averaging a tile averages the
 * disc: soft shadows without grain (interleaved sampling, Keller and Heidrich 2001).
 */
final class Samples {
  private static final int[] ORDER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
  private static final int[] PAIR_ORDER = {0, 4, 6, 2, 3, 7, 5, 1};
  private static final double[] X = new double[16];
  private static final double[] Y = new double[16];
  private static final double[] PAIR_X = new double[8];
  private static final double[] PAIR_Y = new double[8];

  static {
    spiral(X, Y);
    spiral(PAIR_X, PAIR_Y);
  }

  private Samples() {}

  private static void spiral(double[] x, double[] y) {
    double golden = Math.PI * (3 - Math.sqrt(5));
    for (int i = 0; i < x.length; i++) {
      double radius = Math.sqrt((i + 0.5) / x.length);
      x[i] = radius * StrictMath.cos(i * golden);
      y[i] = radius * StrictMath.sin(i * golden);
    }
  }

  /** Which of the sixteen the sample at (column, row) of the grid takes. */
  static int slot(int column, int row) {
    return ORDER[(row & 3) << 2 | column & 3];
  }

  /** Different uses at one place of the grid take different points. */
  static double x(int slot, int use) {
    return X[slot * 7 + use * 5 & 15];
  }

  static double y(int slot, int use) {
    return Y[slot * 7 + use * 5 & 15];
  }

  /** Which of eight points a pair of neighbours in a row takes. */
  static int pair(int column, int row) {
    return PAIR_ORDER[(row & 3) << 1 | column >> 1 & 1];
  }

  static double pairX(int pair) {
    return PAIR_X[pair];
  }

  static double pairY(int pair) {
    return PAIR_Y[pair];
  }
}
