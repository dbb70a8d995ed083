package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;

/**
 * One sample on its way through a block.
 *
 * @param biases folded, fp32 {@code [outputs]}
 * @param workspace of attention
 * @param tokens fp32 {@code [tokens, dim]}, changed in place
 */
record SampleForward(
    StackShape shape,
    GroupKernels kernels,
    StackMemory memory,
    Map<BlockMatrix, Matrix> biases,
    Activations activations,
    MemorySegment workspace,
    Matrix tokens) {

  /**
   * The branch of attention.
   *
   * @param row where it keeps its activations, or {@link DropPathRows#DROPPED}
   */
  void attend(int row) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    int count = tokens.rows();
    Matrix normal = activations.normal1().rows(row, count);
    Matrix qkv = activations.qkv().rows(row, count);
    Matrix mixed = activations.mixed().rows(row, count);
    kernels.norm().run(tokens, normal, activations.reciprocal1().columns(row, count));
    kernels.qkv().run(normal, packed(BlockMatrix.QKV), bias(BlockMatrix.QKV), qkv);
    int dim = shape.dim();
    int width = shape.config().headDim();
    for (int at = 0; at < dim; at += width) {
      Matrix queries = qkv.columns(at, width);
      Matrix keys = qkv.columns(dim + at, width);
      Matrix values = qkv.columns(2 * dim + at, width);
      kernels.attention().run(queries, keys, values, mixed.columns(at, width), workspace);
    }
    kernels.proj().run(mixed, packed(BlockMatrix.PROJ), bias(BlockMatrix.PROJ), tokens);
  }

  /**
   * The feed-forward branch.
   *
   * @param row as for {@link #attend}
   * @param keepsDerivatives of the activation, for the way back
   */
  void feedForward(int row, boolean keepsDerivatives) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    int count = tokens.rows();
    Matrix normal = activations.normal2().rows(row, count);
    Matrix hidden = activations.hidden().rows(row, count);
    PackedMatrix up = packed(BlockMatrix.UP);
    Matrix upBias = bias(BlockMatrix.UP);
    kernels.norm().run(tokens, normal, activations.reciprocal2().columns(row, count));
    if (keepsDerivatives) {
      Matrix derivative = activations.derivative().rows(row, count);
      kernels.up().run(normal, up, upBias, hidden, derivative);
    } else {
      kernels.upAlone().run(normal, up, upBias, hidden);
    }
    kernels.down().run(hidden, packed(BlockMatrix.DOWN), bias(BlockMatrix.DOWN), tokens);
  }

  private PackedMatrix packed(BlockMatrix matrix) {
    return memory.packed(matrix);
  }

  private Matrix bias(BlockMatrix matrix) {
    return Objects.requireNonNull(biases.get(matrix));
  }
}
