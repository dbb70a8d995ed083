package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

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
    long tokens) {

  /**
   * The feed-forward branch.
   *
   * @param row where its activations are, or {@link DropPathRows#DROPPED}
   */
  void feedForward(int row) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    long width = shape.bytes(shape.dim());
    long wide = shape.bytes((long) shape.hidden() * row);
    long outer = gradient(BlockMatrix.DOWN) + row * width;
    long inner = gradient(BlockMatrix.UP) + wide;
    kernels.scale().run(tokens, kernels.factors(), 0, outer);
    kernels
        .downBack()
        .run(outer, packed(BlockMatrix.DOWN), 0, inner, activations.derivative() + wide);
    kernels.upBack().run(inner, packed(BlockMatrix.UP), 0, worker.normal(), 0);
    kernels
        .normBack()
        .run(
            worker.normal(),
            activations.normal2() + row * width,
            activations.reciprocal2() + (long) FP32 * row,
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
    long width = shape.bytes(shape.dim());
    long outer = gradient(BlockMatrix.PROJ) + row * width;
    long qkv = activations.qkv() + 3 * row * width;
    long mixed = activations.mixed() + row * width;
    long inner = gradient(BlockMatrix.QKV) + 3 * row * width;
    kernels.scale().run(tokens, kernels.factors(), 0, outer);
    kernels.projBack().run(outer, packed(BlockMatrix.PROJ), 0, worker.mixed(), 0);
    for (int head = 0; head < shape.config().heads(); head++) {
      long at = shape.bytes((long) shape.config().headDim() * head);
      kernels
          .attentionBack()
          .run(qkv + at, mixed + at, worker.mixed() + at, inner + at, worker.attention());
    }
    kernels.qkvBack().run(inner, packed(BlockMatrix.QKV), 0, worker.normal(), 0);
    kernels
        .normBack()
        .run(
            worker.normal(),
            activations.normal1() + row * width,
            activations.reciprocal1() + (long) FP32 * row,
            tokens);
  }

  private long gradient(BlockMatrix matrix) {
    return gradientMemory.of(matrix).gradient();
  }

  private long packed(BlockMatrix matrix) {
    return memory.packed(matrix);
  }
}
