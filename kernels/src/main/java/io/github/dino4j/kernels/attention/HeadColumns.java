package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.ElementType.BF16;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.TransposingKernel;
import io.github.dino4j.kernels.packing.TransposingShape;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Packs the rows of a head in bf16 for products along its width: the rows are outputs. */
final class HeadColumns {
  private static final int TILE = LinearShape.TILE;

  private final AttentionShape shape;
  private final TransposingKernel fullTile;
  private final TransposingKernel lastTile;

  /** Of keys, or values. */
  HeadColumns(AttentionShape shape, Arena arena) {
    this.shape = shape;
    fullTile = kernel(Math.min(shape.keys(), TILE), arena);
    lastTile = kernel(shape.keys() - (shape.keys() - 1) / TILE * TILE, arena);
  }

  private TransposingKernel kernel(int rows, Arena arena) {
    return TransposingKernel.of(
        new TransposingShape(BF16, rows, shape.headWidth(), shape.tokenBytes()), arena);
  }

  /**
   * Packs them to the start of {@code memory}.
   *
   * @param source {@code [keys, head width]}
   */
  PackedMatrix pack(Matrix source, MemorySegment memory) {
    PackedMatrix target = PackedMatrix.of(memory, BF16, shape.headWidth(), outputs());
    for (int row = 0; row < shape.keys(); row += TILE) {
      TransposingKernel tile = row + TILE < shape.keys() ? fullTile : lastTile;
      tile.run(source.rows(row, Math.min(TILE, shape.keys() - row)), target.tile(row / TILE));
    }
    return target;
  }

  /** Bytes that {@link #pack} writes. */
  long bytes() {
    return PackedMatrix.bytes(BF16, shape.headWidth(), outputs());
  }

  private int outputs() {
    return Tile.LANES * shape.keyVectors();
  }
}
