package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Packs the rows of a head in bf16 for products along them: its width are outputs. */
final class HeadRows {
  private final int width;
  private final PanelShape shape;
  private final PanelKernel panel;

  /**
   * @param width of the head, a multiple of {@link LinearShape#TILE}
   * @param shape of its panels
   */
  HeadRows(int width, PanelShape shape, Arena arena) {
    this.width = width;
    this.shape = shape;
    panel = PanelKernel.of(shape, arena);
  }

  /**
   * Packs them to the start of {@code memory}.
   *
   * @param source {@code [rows, width]}
   */
  PackedMatrix pack(Matrix source, MemorySegment memory) {
    PackedMatrix target = PackedMatrix.of(memory, shape.type(), shape.filled(), width);
    for (int i = 0; i < width / PanelShape.COLUMNS; i++) {
      Matrix columns = source.columns(PanelShape.COLUMNS * i, PanelShape.COLUMNS);
      panel.run(columns, target.tile(i), Matrix.NONE);
    }
    return target;
  }

  /** Bytes that {@link #pack} writes. */
  long bytes() {
    return PackedMatrix.bytes(shape.type(), shape.filled(), width);
  }
}
