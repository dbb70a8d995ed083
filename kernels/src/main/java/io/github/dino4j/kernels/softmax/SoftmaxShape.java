package io.github.dino4j.kernels.softmax;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;

/**
 * Softmax over the columns of {@code [rows, columns]}: fp32 logits, whose rows end with what fills
 * a vector and counts for nothing, and bf16 weights, whose rows end with zeros up to {@link
 * #filled}.
 */
public record SoftmaxShape(int rows, int columns) {
  private static final int UNIT = 64;

  public SoftmaxShape {
    if (rows <= 0 || columns <= 0) {
      throw new DinoException("no kernel for softmax of %d x %d".formatted(rows, columns));
    }
  }

  /** Vectors of a row of logits. */
  int vectors() {
    return Math.ceilDiv(columns, 16);
  }

  /** Logits of a row, with those that fill the last vector. */
  public int logits() {
    return 16 * vectors();
  }

  /** Weights of a row, with the zeros after them. */
  public int filled() {
    return Math.ceilDiv(columns, UNIT) * UNIT;
  }

  int logitRow() {
    return 4 * logits();
  }

  public int weightRow() {
    return 2 * filled();
  }

  MatrixShape ofLogits(String name) {
    return MatrixShape.dense(name, ElementType.FP32, rows, logits());
  }

  MatrixShape ofWeights(String name) {
    return MatrixShape.dense(name, ElementType.BF16, rows, filled());
  }
}
