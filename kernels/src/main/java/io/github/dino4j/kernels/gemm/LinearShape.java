package io.github.dino4j.kernels.gemm;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.PackedMatrix;

/**
 * A linear layer, or another matrix product.
 *
 * @param bias whether an fp32 bias is added to each row
 */
public record LinearShape(LinearSource source, boolean bias, LinearTarget target) {
  /** Outputs of a tile of the packed matrix; the last tile may have fewer. */
  public static final int TILE = PackedMatrix.TILE;

  public LinearShape {
    long farthest = Math.max((long) source.rowBytes(), target.stride()) * source.rows();
    if (Math.max(farthest, (long) source.stepBytes() * source.steps()) > Integer.MAX_VALUE) {
      throw new DinoException(
          "no kernel for %d rows that lie so far apart".formatted(source.rows()));
    }
  }

  /** Whether there is a kernel for rows and a matrix of this size. */
  public static boolean fits(int inputs, int outputs) {
    return inputs > 0 && inputs % 2 == 0 && outputs > 0 && outputs % 16 == 0;
  }

  /** Bytes of a full tile of the matrix. */
  int tileBytes() {
    return 4 * TILE * source.steps();
  }
}
