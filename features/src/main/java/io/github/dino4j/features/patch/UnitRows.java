package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;

/** Features scaled to length 1, so that their products are cosines. */
public final class UnitRows {
  private UnitRows() {}

  /** The patches of an image, {@code [rows * columns, dim]}; a patch of zeros stays zero. */
  static float[] of(PatchFeatures image) {
    return of(image.values(), image.dim());
  }

  /** A copy of {@code rows [n, dim]}; a row of zeros stays zero. */
  public static float[] of(float[] rows, int dim) {
    float[] unit = rows.clone();
    for (int from = 0; from < unit.length; from += dim) {
      normalise(unit, from, dim);
    }
    return unit;
  }

  /** A single feature of length 1. */
  static float[] of(float[] feature) {
    float[] unit = feature.clone();
    normalise(unit, 0, unit.length);
    return unit;
  }

  /** One patch of length 1, {@code [dim]}. */
  static float[] of(PatchFeatures image, int row, int column) {
    float[] unit = new float[image.dim()];
    int from = (row * image.columns() + column) * image.dim();
    System.arraycopy(image.values(), from, unit, 0, unit.length);
    return of(unit);
  }

  private static void normalise(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (int i = from; i < from + length; i++) {
      values[i] *= (float) scale;
    }
  }
}
