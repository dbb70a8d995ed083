package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.onednn.Operation;
import io.github.dino4j.model.frozen.packing.MatrixOrders;
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

  /** What was chosen for the matrices. */
  MatrixOrders matrices() {
    return new MatrixOrders(embedding.order(), qkv.order(), proj.order(), up.order(), down.order());
  }
}
