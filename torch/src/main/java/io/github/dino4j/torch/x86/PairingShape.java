package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;

/**
 * Pairing of the rows of {@link #COLUMNS} columns of a matrix in bf16.
 *
 * @param rowBytes from one row to the next
 * @param sums whether the sum of each column is written too
 * @param filled rows of the tile, those after the matrix's are zeros: {@link LinearSource#filled}
 */
public record PairingShape(int rows, int rowBytes, boolean sums, int filled) {
  /** Columns of a tile. */
  public static final int COLUMNS = LinearShape.TILE;

  /** No more rows than the matrix has, but for an odd one. */
  public PairingShape(int rows, int rowBytes, boolean sums) {
    this(rows, rowBytes, sums, rows);
  }

  public PairingShape {
    if (rows <= 0 || filled < rows) {
      throw new DinoException("no kernel for %d rows".formatted(rows));
    }
  }

  /** Bytes of the tile. */
  public long tileBytes() {
    return 4L * COLUMNS * Math.ceilDiv(filled, 2);
  }
}
