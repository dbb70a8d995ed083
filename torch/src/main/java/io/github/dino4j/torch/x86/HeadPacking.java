package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.onednn.ElementType.BF16;

import java.lang.foreign.Arena;

/** Packs the rows of one head in bf16 as the right side of products. */
final class HeadPacking {
  private static final int TILE = LinearShape.TILE;

  private final Shape shape;
  private final TransposingKernel fullTile;
  private final TransposingKernel lastTile;
  private final PanelKernel panel;

  /**
   * {@code [rows, width]}.
   *
   * @param width a multiple of {@link LinearShape#TILE}
   * @param stride bytes from one row to the next
   * @param filled rows that {@link #asRows} writes, the last of them zeros
   */
  record Shape(int rows, int width, int stride, int filled) {
    /** Rows of the last tile. */
    int lastRows() {
      return rows - (rows - 1) / TILE * TILE;
    }
  }

  HeadPacking(Shape shape, Arena arena) {
    this.shape = shape;
    fullTile = transposing(Math.min(shape.rows(), TILE), arena);
    lastTile = transposing(shape.lastRows(), arena);
    panel =
        PanelKernel.of(
            new PanelShape(BF16, shape.rows(), shape.stride(), false).filledTo(shape.filled()),
            arena);
  }

  private TransposingKernel transposing(int rows, Arena arena) {
    return TransposingKernel.of(
        new TransposingShape(BF16, rows, shape.width(), shape.stride()), arena);
  }

  /** For products along the width: the rows are outputs. */
  void asColumns(long source, long target) {
    for (int row = 0; row < shape.rows(); row += TILE) {
      TransposingKernel tile = row + TILE < shape.rows() ? fullTile : lastTile;
      tile.run(source + (long) row * shape.stride(), target + 2L * row * shape.width());
    }
  }

  /** Bytes that {@link #asColumns} writes. */
  long columnBytes() {
    return 2L * shape.width() * Math.ceilDiv(shape.rows(), 16) * 16;
  }

  /** For products along the rows: the width are outputs. */
  void asRows(long source, long target) {
    for (int column = 0; column < shape.width(); column += TILE) {
      panel.run(source + 2L * column, target + 2L * column * shape.filled(), 0);
    }
  }

  /** Bytes that {@link #asRows} writes. */
  long rowBytes() {
    return 2L * shape.width() * shape.filled();
  }
}
