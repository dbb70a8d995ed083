package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;

/**
 * The gradient of one sample on its way back through a block. What the matrices learn from is left
 * in {@link GradientMemory.Operands#gradient}.
 *
 * @param tokens fp32 {@code [tokens, dim]}, the gradient, changed in place
 */
record SampleBackward(
    StackShape shape,
    GroupKernels kernels,
    StackMemory memory,
    GradientMemory gradientMemory,
    Activations activations,
    StackMemory.Worker worker,
    Matrix tokens) {

  /**
   * The feed-forward branch.
   *
   * @param row where its activations are, or {@link DropPathRows#DROPPED}
   */
  void feedForward(int row) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    int count = tokens.rows();
    Matrix outer = gradient(BlockMatrix.DOWN, row);
    Matrix inner = gradient(BlockMatrix.UP, row);
    Matrix derivative = activations.derivative().rows(row, count);
    Matrix normal = worker.normal().rows(0, count);
    kernels.scale().run(tokens, kernels.factors(), Matrix.NONE, outer);
    kernels.downBack().run(outer, packed(BlockMatrix.DOWN), Matrix.NONE, inner, derivative);
    kernels.upBack().run(inner, packed(BlockMatrix.UP), Matrix.NONE, normal);
    kernels
        .normBack()
        .run(
            normal,
            activations.normal2().rows(row, count),
            activations.reciprocal2().columns(row, count),
            tokens);
  }

  /**
   * The branch of attention.
   *
   * @param row as for {@link #feedForward}
   */
  void attend(int row) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    int count = tokens.rows();
    Matrix outer = gradient(BlockMatrix.PROJ, row);
    Matrix qkv = activations.qkv().rows(row, count);
    Matrix mixed = activations.mixed().rows(row, count);
    Matrix inner = gradient(BlockMatrix.QKV, row);
    Matrix mixedGradient = worker.mixed().rows(0, count);
    Matrix normal = worker.normal().rows(0, count);
    kernels.scale().run(tokens, kernels.factors(), Matrix.NONE, outer);
    kernels.projBack().run(outer, packed(BlockMatrix.PROJ), Matrix.NONE, mixedGradient);
    int width = shape.config().headDim();
    int three = 2 * shape.dim() + width; // from a head's queries to its values
    for (int at = 0; at < shape.dim(); at += width) {
      kernels
          .attentionBack()
          .run(
              qkv.columns(at, three),
              mixed.columns(at, width),
              mixedGradient.columns(at, width),
              inner.columns(at, three),
              worker.attention());
    }
    kernels.qkvBack().run(inner, packed(BlockMatrix.QKV), Matrix.NONE, normal);
    kernels
        .normBack()
        .run(
            normal,
            activations.normal1().rows(row, count),
            activations.reciprocal1().columns(row, count),
            tokens);
  }

  private Matrix gradient(BlockMatrix matrix, int row) {
    return gradientMemory.of(matrix).gradient().rows(row, tokens.rows());
  }

  /** Packed for the way back. */
  private PackedMatrix packed(BlockMatrix matrix) {
    return memory.packedBack(matrix);
  }
}
