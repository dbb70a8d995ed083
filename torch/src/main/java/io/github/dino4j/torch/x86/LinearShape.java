package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.ElementType;

/**
 * A linear layer of {@code [rows, inputs]} to {@code [rows, outputs]}, both without gaps.
 *
 * @param type of source and matrix
 * @param inputs an even number
 * @param outputs a multiple of 16
 * @param bias whether an fp32 bias is added
 */
public record LinearShape(
    ElementType type, int rows, int inputs, int outputs, boolean bias, Finish finish) {
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

  /** Inputs that one step multiplies, four bytes of a row: two in bf16, one in fp32. */
  public static int inputsOfAStep(ElementType type) {
    return 4 / type.bytes();
  }

  /** Steps through a row. */
  int steps() {
    return inputs / inputsOfAStep(type);
  }

  int sourceRow() {
    return type.bytes() * inputs;
  }

  /** Bytes of a number of the target. */
  int targetBytes() {
    return finish == Finish.ADD ? ElementType.FP32.bytes() : type.bytes();
  }

  int targetRow() {
    return targetBytes() * outputs;
  }
}
