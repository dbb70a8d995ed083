package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.UnitVectors;

/**
 * Features of the patches of an image.
 *
 * @param rows patches from top to bottom, at least 1
 * @param columns patches from left to right, at least 1
 * @param dim values of a patch, at least 1
 * @param values {@code [rows, columns, dim]} of any length, finite; not copied
 */
public record PatchVectors(int rows, int columns, int dim, float[] values) {
  /**
   * @throws DinoException if these are not the features of such a grid, or not finite
   */
  public PatchVectors {
    if (rows < 1 || columns < 1 || dim < 1 || (long) rows * columns * dim != values.length) {
      throw new DinoException(
          "%d values are no %d x %d patches of %d each"
              .formatted(values.length, rows, columns, dim));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DinoException(
            "patch %d has the value %s at place %d".formatted(i / dim, values[i], i % dim));
      }
    }
  }

  /** Number of patches. */
  public int size() {
    return rows * columns;
  }

  /** The same scaled to length 1, patch by patch; a patch of zeros stays zero. */
  PatchVectors unit() {
    return new PatchVectors(rows, columns, dim, UnitVectors.of(values, dim));
  }
}
