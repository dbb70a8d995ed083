package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.search.UnitVectors;

/** Features scaled to length 1, so that their products are cosines. */
final class UnitRows {
  private UnitRows() {}

  /** The patches of an image, {@code [rows * columns, dim]}; a patch of zeros stays zero. */
  static float[] of(PatchFeatures image) {
    return UnitVectors.of(image.values(), image.dim());
  }

  /** A single feature of length 1. */
  static float[] of(float[] feature) {
    return UnitVectors.of(feature, feature.length);
  }

  /** One patch of length 1, {@code [dim]}. */
  static float[] of(PatchFeatures image, int row, int column) {
    float[] unit = new float[image.dim()];
    int from = (row * image.columns() + column) * image.dim();
    System.arraycopy(image.values(), from, unit, 0, unit.length);
    return of(unit);
  }
}
