package io.github.dino4j.kernels.packing;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.TileShape;
import io.github.dino4j.kernels.gemm.LinearShape;

/**
 * A panel of a matrix: {@link #COLUMNS} of its columns.
 *
 * @param type of the matrix
 * @param filled rows of what the panel becomes, those after the matrix's own are zeros; as many as
 *     {@code rows} or more
 * @param rowBytes from one row to the next
 * @param sums whether the sum of each column is written too
 */
public record PanelShape(ElementType type, int rows, int filled, int rowBytes, boolean sums) {
  /** Columns of a panel, and of the tile that it becomes. */
  public static final int COLUMNS = LinearShape.TILE;

  public PanelShape {
    if (rows <= 0 || filled < rows) {
      throw new DinoException("no kernel for %d rows that become %d".formatted(rows, filled));
    }
  }

  /** With no more rows than the matrix has. */
  public PanelShape(ElementType type, int rows, int rowBytes, boolean sums) {
    this(type, rows, rows, rowBytes, sums);
  }

  /** Rows that become one step of a product: two in bf16, one in fp32. */
  int rowsOfAStep() {
    return type.inputsOfAStep();
  }

  /** Steps with a row of the matrix. */
  int steps() {
    return type.steps(rows);
  }

  /** Steps with zeros alone. */
  int emptySteps() {
    return type.steps(filled) - steps();
  }

  MatrixShape source() {
    return new MatrixShape("source", type, rows, COLUMNS, rowBytes);
  }

  TileShape tile() {
    return new TileShape("target", type, filled, COLUMNS, 4L * COLUMNS);
  }

  MatrixShape columnSums() {
    return MatrixShape.vector("sums", COLUMNS).onlyIf(sums);
  }
}
