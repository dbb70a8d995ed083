package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

import io.github.dino4j.kernels.NativeMemory;

/**
 * What a block keeps for its backward pass, as addresses; in the type of the stack unless it says
 * otherwise. Rows are those of {@link DropPathRows}.
 *
 * @param normal1 {@code [rows, dim]}, input of the attention branch, normalised
 * @param reciprocal1 fp32 {@code [rows]}, one over their deviations
 * @param qkv {@code [rows, 3 * dim]}
 * @param mixed {@code [rows, dim]}, attention's result
 * @param normal2 {@code [rows, dim]}, input of the feed-forward branch, normalised
 * @param reciprocal2 fp32 {@code [rows]}
 * @param hidden {@code [rows, hidden]}, after GELU
 * @param derivative {@code [rows, hidden]}, GELU's derivative
 */
record Activations(
    long normal1,
    long reciprocal1,
    long qkv,
    long mixed,
    long normal2,
    long reciprocal2,
    long hidden,
    long derivative) {
  static Activations allocate(NativeMemory memory, StackShape shape, long rows) {
    long dim = shape.bytes(rows * shape.dim());
    long hidden = shape.bytes(rows * shape.hidden());
    return new Activations(
        memory.take(dim),
        memory.take(FP32 * rows),
        memory.take(3 * dim),
        memory.take(dim),
        memory.take(dim),
        memory.take(FP32 * rows),
        memory.take(hidden),
        memory.take(hidden));
  }
}
