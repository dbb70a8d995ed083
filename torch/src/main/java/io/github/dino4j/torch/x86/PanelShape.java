package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.ElementType;

/**
 * A panel of a matrix: {@link #COLUMNS} of its columns.
 *
 * @param type of the matrix
 * @param rowBytes from one row to the next
 * @param sums whether the sum of each column is written too
 */
public record PanelShape(ElementType type, int rows, int rowBytes, boolean sums) {
  /** Columns of a panel, and of the tile that it becomes. */
  public static final int COLUMNS = LinearShape.TILE;

  public PanelShape {
    if (rows <= 0) {
      throw new DinoException("no kernel for %d rows".formatted(rows));
    }
  }

  /** Rows that become one step of a product: two in bf16, one in fp32. */
  int rowsOfAStep() {
    return LinearShape.inputsOfAStep(type);
  }

  /** Bytes of the tile. */
  public long tileBytes() {
    return 4L * COLUMNS * Math.ceilDiv(rows, rowsOfAStep());
  }
}
