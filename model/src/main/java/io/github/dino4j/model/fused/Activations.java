package io.github.dino4j.model.fused;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;

/**
 * What a block keeps for its backward pass; in the type of the stack unless it says otherwise. Rows
 * are those of {@link DropPathRows}.
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
    Matrix normal1,
    Matrix reciprocal1,
    Matrix qkv,
    Matrix mixed,
    Matrix normal2,
    Matrix reciprocal2,
    Matrix hidden,
    Matrix derivative) {
  static Activations allocate(NativeMemory memory, StackShape shape, int rows) {
    ElementType type = shape.type();
    int dim = shape.dim();
    return new Activations(
        memory.matrix(type, rows, dim),
        memory.matrix(FP32, 1, rows),
        memory.matrix(type, rows, 3 * dim),
        memory.matrix(type, rows, dim),
        memory.matrix(type, rows, dim),
        memory.matrix(FP32, 1, rows),
        memory.matrix(type, rows, shape.hidden()),
        memory.matrix(type, rows, shape.hidden()));
  }
}
