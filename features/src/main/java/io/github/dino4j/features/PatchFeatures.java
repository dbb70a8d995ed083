package io.github.dino4j.features;

/**
 * Normalised patch tokens of one image, with the grid they lie on.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param dim features a patch
 * @param values {@code [rows, columns, dim]}, row by row
 */
public record PatchFeatures(int rows, int columns, int dim, float[] values) {
  public PatchFeatures {
    if ((long) rows * columns * dim != values.length) {
      throw new IllegalArgumentException(
          "%d x %d patches of %d features are %d values, not %d"
              .formatted(rows, columns, dim, (long) rows * columns * dim, values.length));
    }
  }
}
