package io.github.dino4j.kernels.packing;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.TileShape;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.x86.PairTransposition;
import io.github.dino4j.kernels.x86.Tile;

/**
 * A tile of a linear layer's matrix that is given as {@code [outputs, inputs]}.
 *
 * @param type of the matrix
 * @param outputs at most {@link LinearShape#TILE}; the tile has the next multiple of 16
 * @param inputs a multiple of {@link #UNIT}
 * @param rowBytes from one output's row to the next
 */
public record TransposingShape(ElementType type, int outputs, int inputs, int rowBytes) {
  /** What inputs are a multiple of: those of a turn of the loop in bf16, two turns in fp32. */
  public static final int UNIT = 2 * PairTransposition.PAIRS;

  public TransposingShape {
    if (outputs <= 0 || outputs > LinearShape.TILE || inputs <= 0 || inputs % UNIT != 0) {
      throw new DinoException("no kernel for %d outputs, %d inputs".formatted(outputs, inputs));
    }
  }

  /** Vectors of outputs side by side in the tile. */
  int vectors() {
    return Math.ceilDiv(outputs, 16) * (16 / Tile.LANES);
  }

  /** Four bytes of a row each, a pair of inputs in bf16. */
  int steps() {
    return type.steps(inputs);
  }

  MatrixShape source() {
    return new MatrixShape("source", type, outputs, inputs, rowBytes);
  }

  TileShape target() {
    int filled = Tile.LANES * vectors();
    return new TileShape("target", type, inputs, filled, 4L * filled);
  }
}
