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
   * What brings the vector that begins at {@code from} to length 1; 0 for one of zeros, or of
   * values so small that it would overflow.
   */
  static float scaleOf(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    float scale = (float) (1 / Math.sqrt(squares));
    return Float.isFinite(scale) ? scale : 0;
  }
}
