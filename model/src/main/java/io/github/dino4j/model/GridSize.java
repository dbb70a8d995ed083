package io.github.dino4j.model;

/** A grid of patches, or of the positions that belong to them, row by row. */
public record GridSize(int rows, int columns) {
  public int patches() {
    return Math.multiplyExact(rows, columns);
  }

  /** The images that such a grid covers, with patches of {@code patch} pixels a side. */
  public ImageSize pixels(int patch) {
    return new ImageSize(rows * patch, columns * patch);
  }
}
