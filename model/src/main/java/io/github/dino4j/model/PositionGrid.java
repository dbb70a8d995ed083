package io.github.dino4j.model;

/**
 * Bicubic resizing of a position grid as a product of two small matrices: {@code rows · grid ·
 * columnsᵀ}. One form serves training, where it is differentiated, and frozen inference. Equal to
 * {@code interpolate_pos_encoding} of the reference in fp32 (fixtures in golden/pos_embed).
 */
public final class PositionGrid {
  /** Catmull-Rom's constants as PyTorch sets them: without and with antialiasing. */
  private static final double PLAIN = -0.75;

  private static final double ANTIALIASED = -0.5;

  private PositionGrid() {}

  /**
   * Weights along one axis.
   *
   * @param from patches of the stored grid along the axis
   * @param to patches of the image along the axis
   * @return {@code [to, from]}: row i holds what each stored position gives to position i
   */
  public static float[][] weights(int from, int to, PositionMode mode) {
    return switch (mode) {
      case OFFSET -> plain(from, to, (float) (1.0 / ((to + 0.1) / from)));
      case SIZE -> plain(from, to, (float) from / to);
      case ANTIALIAS -> antialiased(from, to);
    };
  }

  /** aten/src/ATen/native/cpu/UpSampleKernel: four taps, border positions repeated. */
  private static float[][] plain(int from, int to, float scale) {
    float[][] weights = new float[to][from];
    for (int i = 0; i < to; i++) {
      float source = Math.fma(scale, i + 0.5f, -0.5f); // fused, as compilers of libtorch do
      int first = (int) Math.floor(source);
      float fraction = source - first;
      for (int tap = -1; tap <= 2; tap++) {
        int at = Math.clamp(first + tap, 0, from - 1);
        weights[i][at] += (float) cubic(Math.abs(fraction - tap), PLAIN);
      }
    }
    return weights;
  }

  /**
   * The kernel widens with the scale when shrinking; taps past the border are dropped and the rest
   * made to sum to 1.
   */
  private static float[][] antialiased(int from, int to) {
    float scale = (float) from / to;
    float stretch = Math.max(scale, 1);
    float support = 2 * stretch;
    float[][] weights = new float[to][from];
    for (int i = 0; i < to; i++) {
      float center = scale * (i + 0.5f);
      int first = Math.max((int) (center - support + 0.5f), 0);
      int end = Math.min((int) (center + support + 0.5f), from);
      double total = 0;
      for (int at = first; at < end; at++) {
        total += cubic(Math.abs((at - center + 0.5f) / stretch), ANTIALIASED);
      }
      for (int at = first; at < end; at++) {
        weights[i][at] =
            (float) (cubic(Math.abs((at - center + 0.5f) / stretch), ANTIALIASED) / total);
      }
    }
    return weights;
  }

  /** Keys' cubic convolution kernel at distance {@code x} with constant {@code a}. */
  private static double cubic(double x, double a) {
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  /**
   * Resizes a grid.
   *
   * @param grid {@code [from.rows, from.columns, dim]}, row by row
   * @return {@code [to.rows, to.columns, dim]}
   */
  public static float[] resize(float[] grid, GridSize from, GridSize to, PositionMode mode) {
    int dim = grid.length / from.patches();
    int columns = to.columns();
    float[][] vertical = weights(from.rows(), to.rows(), mode);
    float[][] horizontal = weights(from.columns(), columns, mode);
    float[] wide = new float[from.rows() * columns * dim];
    for (int y = 0; y < from.rows(); y++) {
      for (int x = 0; x < columns; x++) {
        for (int at = 0; at < from.columns(); at++) {
          int stored = (y * from.columns() + at) * dim;
          add(wide, (y * columns + x) * dim, grid, stored, horizontal[x][at], dim);
        }
      }
    }
    float[] result = new float[to.patches() * dim];
    for (int y = 0; y < to.rows(); y++) {
      for (int at = 0; at < from.rows(); at++) {
        add(result, y * columns * dim, wide, at * columns * dim, vertical[y][at], columns * dim);
      }
    }
    return result;
  }

  private static void add(float[] to, int toAt, float[] from, int fromAt, float weight, int count) {
    if (weight != 0) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] += weight * from[fromAt + i];
      }
    }
  }
}
