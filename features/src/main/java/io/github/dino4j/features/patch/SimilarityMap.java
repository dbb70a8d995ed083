package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid.Place;

/**
 * How alike every patch of an image is to one feature.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param cosine {@code [rows, columns]} in [-1, 1]
 */
public record SimilarityMap(int rows, int columns, float[] cosine) {

  /** Against a patch of the same image. */
  public static SimilarityMap of(PatchFeatures image, Place place) {
    return of(image, UnitRows.of(image, place.row(), place.column()));
  }

  /**
   * Against any feature, such as a patch of another image or a CLS token.
   *
   * @param image the patches to judge
   * @param feature {@code [dim]}, of any length
   */
  public static SimilarityMap of(PatchFeatures image, float[] feature) {
    if (feature.length != image.dim()) {
      throw new IllegalArgumentException(
          feature.length + " features against patches of " + image.dim());
    }
    float[] query = UnitRows.of(feature);
    float[] unit = UnitRows.of(image);
    float[] cosine = new float[image.rows() * image.columns()];
    for (int patch = 0; patch < cosine.length; patch++) {
      float sum = 0;
      for (int i = 0; i < query.length; i++) {
        sum += unit[patch * query.length + i] * query[i];
      }
      cosine[patch] = Math.clamp(sum, -1f, 1f);
    }
    return new SimilarityMap(image.rows(), image.columns(), cosine);
  }
}
