package io.github.dino4j.kernels.packing;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;

/**
 * Scaling of {@code [rows, columns]} in fp32, without gaps.
 *
 * @param type of the result, without gaps too
 * @param columns a multiple of {@link #UNIT}
 * @param rowFactors whether each row is multiplied by a factor
 * @param columnFactors whether each column is multiplied by a factor
 */
public record ScalingShape(
    ElementType type, int rows, int columns, boolean rowFactors, boolean columnFactors) {
  /** Columns of a turn of the loop. */
  public static final int UNIT = 64;

  public ScalingShape {
    if (rows <= 0 || columns <= 0 || columns % UNIT != 0) {
      throw new DinoException("no kernel for %d rows of %d".formatted(rows, columns));
    }
  }

  MatrixShape matrix(String name, ElementType itsType) {
    return MatrixShape.dense(name, itsType, rows, columns);
  }

  MatrixShape factorsOfRows() {
    return MatrixShape.vector("row factors", rows).onlyIf(rowFactors);
  }

  MatrixShape factorsOfColumns() {
    return MatrixShape.vector("column factors", columns).onlyIf(columnFactors);
  }
}
