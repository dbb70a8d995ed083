package io.github.dino4j.kernels.packing;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;

/**
 * Rows of a matrix that factors are folded to, in fp32 without gaps.
 *
 * @param columns a multiple of {@link #UNIT}
 */
public record FoldingShape(int rows, int columns) {
  /** Columns of a turn of the loop. */
  public static final int UNIT = 64;

  public FoldingShape {
    if (rows <= 0 || columns <= 0 || columns % UNIT != 0) {
      throw new DinoException("no kernel for %d rows of %d".formatted(rows, columns));
    }
  }

  MatrixShape matrix(String name) {
    return MatrixShape.dense(name, ElementType.FP32, rows, columns);
  }

  MatrixShape ofRows(String name) {
    return MatrixShape.vector(name, rows);
  }

  MatrixShape ofColumns(String name) {
    return MatrixShape.vector(name, columns);
  }

  int rowBytes() {
    return 4 * columns;
  }
}
