package io.github.dino4j.model.frozen.packing;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.onednn.Layout;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import java.lang.foreign.Arena;

/** Orders of the packed matrices, which all row counts share. */
public record MatrixOrders(
    MatrixOrder embedding, MatrixOrder qkv, MatrixOrder proj, MatrixOrder up, MatrixOrder down) {
  /** Leaves the choice to the operations. */
  public static MatrixOrders free(Arena arena, VisionTransformerConfig config, ElementType type) {
    BlockLayout block = config.block();
    return new MatrixOrders(
        free(arena, type, config.patchPixels(), config.dim()),
        free(arena, type, block.qkv().inputs(), block.qkv().outputs()),
        free(arena, type, block.proj().inputs(), block.proj().outputs()),
        free(arena, type, block.up().inputs(), block.feedForward().hidden()), // w12 is cut in two
        free(arena, type, block.down().inputs(), block.down().outputs()));
  }

  private static MatrixOrder free(Arena arena, ElementType type, long inputs, long outputs) {
    return new MatrixOrder.OfOneDnn(Layout.free(arena, type, inputs, outputs));
  }
}
