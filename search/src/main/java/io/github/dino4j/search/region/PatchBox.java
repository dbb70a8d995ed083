package io.github.dino4j.search.region;

/**
 * A rectangle of patches.
 *
 * @param row of its first patch, from the top
 * @param column of its first patch, from the left
 * @param rows patches from top to bottom, at least 1
 * @param columns patches from left to right, at least 1
 */
public record PatchBox(int row, int column, int rows, int columns) {
  public PatchBox {
    if (row < 0 || column < 0 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%d x %d patches at %d, %d".formatted(rows, columns, row, column));
    }
  }

  /** Number of patches. */
  public int size() {
    return rows * columns;
  }
}
