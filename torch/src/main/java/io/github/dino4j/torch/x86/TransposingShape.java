package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;

/**
 * A tile of a linear layer's matrix that is given as {@code [outputs, inputs]} in bf16.
 *
 * @param outputs at most {@link LinearShape#TILE}; the tile has the next multiple of 16
 * @param inputs a multiple of {@link #UNIT}
 * @param rowBytes from one output's row to the next
 */
public record TransposingShape(int outputs, int inputs, int rowBytes) {
  /** Inputs of a turn of the loop. */
  public static final int UNIT = 2 * PairTransposition.PAIRS;

  public TransposingShape {
    if (outputs <= 0 || outputs > LinearShape.TILE || inputs <= 0 || inputs % UNIT != 0) {
      throw new DinoException("no kernel for %d outputs, %d inputs".formatted(outputs, inputs));
    }
  }

  /** Vectors of 16 outputs side by side in the tile. */
  int vectors() {
    return Math.ceilDiv(outputs, 16);
  }

  /** Bytes of the tile. */
  public long tileBytes() {
    return (long) Tile.VECTOR * vectors() * inputs / 2;
  }
}
