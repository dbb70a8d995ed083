package io.github.dino4j.kernels.norm;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;

/**
 * Layer normalization of {@code [rows, columns]} in fp32; nothing has gaps.
 *
 * @param type of the normalized values
 * @param columns a multiple of {@link #UNIT}
 */
public record NormShape(ElementType type, int rows, int columns) {
  /** Columns of a turn of the loop. */
  public static final int UNIT = 64;

  public NormShape {
    if (rows <= 0 || columns <= 0 || columns % UNIT != 0) {
      throw new DinoException("no kernel for %d rows of %d".formatted(rows, columns));
    }
  }

  MatrixShape values(String name) {
    return MatrixShape.dense(name, ElementType.FP32, rows, columns);
  }

  MatrixShape normalized(String name) {
    return MatrixShape.dense(name, type, rows, columns);
  }

  MatrixShape reciprocals() {
    return MatrixShape.vector("reciprocals", rows);
  }

  int rowBytes() {
    return ElementType.FP32.bytes() * columns;
  }

  /** Bytes of a row of normalized values. */
  int normalizedRow() {
    return type.bytes() * columns;
  }
}
