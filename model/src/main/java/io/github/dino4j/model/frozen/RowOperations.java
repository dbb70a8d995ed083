package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.onednn.Layout;
import io.github.dino4j.kernels.onednn.Operation;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * What a block does to tokens one by one, for a fixed number of them. The residual stream is fp32,
 * all else of the model's element type.
 *
 * @param pixels fp32 pixels of patches to the element type; null in fp32
 * @param gate SwiGLU's gate, {@code silu} of the first half of w12; null for an MLP
 * @param up fc1 and GELU, or the second half of w12 times the gate
 */
record RowOperations(
    @Nullable Operation pixels,
    LinearOperation embedding,
    Operation norm,
    LinearOperation qkv,
    LinearOperation proj,
    @Nullable LinearOperation gate,
    LinearOperation up,
    LinearOperation down,
    Operation finalNorm) {

  /** Orders of the packed matrices, which all row counts share. */
  record MatrixOrders(
      MatrixOrder embedding, MatrixOrder qkv, MatrixOrder proj, MatrixOrder up, MatrixOrder down) {
    /** Leaves the choice to the operations. */
    static MatrixOrders free(Arena arena, VisionTransformerConfig config, ElementType type) {
      BlockLayout block = config.block();
      return new MatrixOrders(
          free(arena, type, patchPixels(config), config.dim()),
          free(arena, type, block.qkv().inputs(), block.qkv().outputs()),
          free(arena, type, block.proj().inputs(), block.proj().outputs()),
          free(arena, type, block.up().inputs(), block.feedForward().hidden()), // w12 is cut in two
          free(arena, type, block.down().inputs(), block.down().outputs()));
    }

    private static MatrixOrder free(Arena arena, ElementType type, long inputs, long outputs) {
      return new MatrixOrder.OfOneDnn(Layout.free(arena, type, inputs, outputs));
    }
  }

  /** What was chosen for the matrices. */
  MatrixOrders matrices() {
    return new MatrixOrders(embedding.order(), qkv.order(), proj.order(), up.order(), down.order());
  }

  /** Values of a patch, all channels. */
  static long patchPixels(VisionTransformerConfig config) {
    return (long) config.channels() * config.patchSize() * config.patchSize();
  }
}
