package io.github.dino4j.model.frozen.x86;

import io.github.dino4j.DinoException;

/**
 * A linear layer of {@code [rows, inputs]} in bf16 to {@code [rows, outputs]}, both without gaps.
 *
 * @param inputs an even number
 * @param outputs a multiple of 16
 * @param bias whether an fp32 bias is added
 */
public record LinearShape(int rows, int inputs, int outputs, boolean bias, Finish finish) {
  /** Outputs of a tile of the packed matrix; the last tile may have fewer. */
  public static final int TILE = 16 * Tile.COLUMNS;

  public LinearShape {
    if (rows <= 0 || !fits(inputs, outputs)) {
      throw new DinoException(
          "no kernel for %d rows, %d inputs, %d outputs".formatted(rows, inputs, outputs));
    }
  }

  /** Whether there is a kernel for a matrix of this size. */
  public static boolean fits(int inputs, int outputs) {
    return inputs > 0 && inputs % 2 == 0 && outputs > 0 && outputs % 16 == 0;
  }

  /** Pairs of neighbouring inputs. */
  int pairs() {
    return inputs / 2;
  }

  int sourceRow() {
    return 2 * inputs;
  }

  int targetRow() {
    return finish.bytes * outputs;
  }
}
