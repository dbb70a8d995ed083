package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;

/**
 * {@link #COLUMNS} columns of a matrix in bf16 that become rows.
 *
 * @param rowBytes from one row of the matrix to the next
 * @param sums whether the sum of each column is written too
 */
public record ColumnsToRowsShape(int rows, int rowBytes, boolean sums) {
  public static final int COLUMNS = LinearShape.TILE;

  public ColumnsToRowsShape {
    if (rows <= 0) {
      throw new DinoException("no kernel for %d rows".formatted(rows));
    }
  }

  /** Numbers of a row that is written: as many as tiles multiply, zeros at the end. */
  public int filled() {
    return LinearSource.filled(rows);
  }
}
