package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import java.lang.foreign.Arena;

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

  void pack(long source, long target) {
    for (int i = 0; i < width / PanelShape.COLUMNS; i++) {
      long column = (long) shape.type().bytes() * PanelShape.COLUMNS * i;
      panel.run(source + column, target + shape.tileBytes() * i, 0);
    }
  }

  /** Bytes that {@link #pack} writes. */
  long bytes() {
    return shape.tileBytes() * (width / PanelShape.COLUMNS);
  }
}
