package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;

/**
 * Rounding of {@code [rows, columns]} from fp32 to bf16, both without gaps.
 *
 * @param columns a multiple of {@link #UNIT}
 * @param rowFactors whether each row is multiplied by a factor first
 * @param columnFactors whether each column is multiplied by a factor first
 */
public record RoundingShape(int rows, int columns, boolean rowFactors, boolean columnFactors) {
  /** Columns of a turn of the loop. */
  public static final int UNIT = 64;

  public RoundingShape {
    if (rows <= 0 || columns <= 0 || columns % UNIT != 0) {
      throw new DinoException("no kernel for %d rows of %d".formatted(rows, columns));
    }
  }
}
