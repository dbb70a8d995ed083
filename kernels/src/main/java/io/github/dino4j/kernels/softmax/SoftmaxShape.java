package io.github.dino4j.kernels.softmax;

import io.github.dino4j.DinoException;

/**
 * Softmax over the columns of {@code [rows, columns]}: fp32 scores, whose rows end with what fills
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

  /** Vectors of a row of scores. */
  int vectors() {
    return Math.ceilDiv(columns, 16);
  }

  /** Scores of a row, with those that fill the last vector. */
  public int scores() {
    return 16 * vectors();
  }

  /** Weights of a row, with the zeros after them. */
  public int filled() {
    return Math.ceilDiv(columns, UNIT) * UNIT;
  }

  public int scoreRow() {
    return 4 * scores();
  }

  public int weightRow() {
    return 2 * filled();
  }

  /** Bytes of all scores. */
  public long scoreBytes() {
    return (long) rows * scoreRow();
  }

  /** Bytes of all weights. */
  public long weightBytes() {
    return (long) rows * weightRow();
  }
}
