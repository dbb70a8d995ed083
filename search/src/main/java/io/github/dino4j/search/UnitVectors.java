package io.github.dino4j.search;

/** Vectors scaled to length 1, so that their products are cosines. */
public final class UnitVectors {
  private UnitVectors() {}

  /** A copy of {@code vectors [n, dim]}; a vector of zeros stays zero. */
  public static float[] of(float[] vectors, int dim) {
    float[] unit = vectors.clone();
    for (int from = 0; from < unit.length; from += dim) {
      scale(unit, from, dim);
    }
    return unit;
  }

  private static void scale(float[] values, int from, int length) {
    float scale = scaleOf(values, from, length);
    for (int i = from; i < from + length; i++) {
      values[i] *= scale;
    }
  }

  /**
   * Consecutive vectors, scaled to length 1, side by side.
   *
   * @param vectors {@code [n, dim]}
   * @param first of those that are taken; where there are fewer than {@code width}, zeros follow
   * @return {@code [dim, width]}
   */
  static float[] columns(float[] vectors, int dim, int first, int width) {
    float[] columns = new float[dim * width];
    for (int i = 0; i < Math.min(width, vectors.length / dim - first); i++) {
      int from = (first + i) * dim;
      float scale = scaleOf(vectors, from, dim);
      for (int d = 0; d < dim; d++) {
        columns[d * width + i] = vectors[from + d] * scale;
      }
    }
    return columns;
  }

  /**
   * What brings the vector that begins at {@code from} to length 1; 0 for one of zeros, or of
   * values so small that it would overflow.
   */
  private static float scaleOf(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    float scale = (float) (1 / Math.sqrt(squares));
    return Float.isFinite(scale) ? scale : 0;
  }
}
