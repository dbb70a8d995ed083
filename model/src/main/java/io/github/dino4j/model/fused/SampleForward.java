package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

import java.util.Map;
import java.util.Objects;

/**
 * One sample on its way through a block.
 *
 * @param biases addresses of the folded biases
 * @param workspace of attention
 * @param tokens fp32 {@code [tokens, dim]}, changed in place
 */
record SampleForward(
    StackShape shape,
    GroupKernels kernels,
    StackMemory memory,
    Map<BlockMatrix, Long> biases,
    Activations activations,
    long workspace,
    long tokens) {

  /**
   * The branch of attention.
   *
   * @param row where it keeps its activations, or {@link DropPathRows#DROPPED}
   */
  void attend(int row) {
    if (row == DropPathRows.DROPPED) {
      return;
    }
    long width = shape.bytes(shape.dim());
    long normal = activations.normal1() + row * width;
    long qkv = activations.qkv() + 3 * row * width;
    long mixed = activations.mixed() + row * width;
    kernels.norm().run(tokens, normal, activations.reciprocal1() + (long) FP32 * row);
    kernels.qkv().run(normal, packed(BlockMatrix.QKV), bias(BlockMatrix.QKV), qkv, 0);
    for (int head = 0; head < shape.config().heads(); head++) {
      long at = shape.bytes((long) shape.config().headDim() * head);
      long keys = qkv + width + at;
      kernels.attention().run(qkv + at, keys, keys + width, mixed + at, workspace);
    }
    kernels.proj().run(mixed, packed(BlockMatrix.PROJ), bias(BlockMatrix.PROJ), tokens, 0);
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
    long normal = activations.normal2() + shape.bytes((long) shape.dim() * row);
    long wide = shape.bytes((long) shape.hidden() * row);
    long hidden = activations.hidden() + wide;
    kernels.norm().run(tokens, normal, activations.reciprocal2() + (long) FP32 * row);
    if (keepsDerivatives) {
      kernels
          .up()
          .run(
              normal,
              packed(BlockMatrix.UP),
              bias(BlockMatrix.UP),
              hidden,
              activations.derivative() + wide);
    } else {
      kernels.upAlone().run(normal, packed(BlockMatrix.UP), bias(BlockMatrix.UP), hidden, 0);
    }
    kernels.down().run(hidden, packed(BlockMatrix.DOWN), bias(BlockMatrix.DOWN), tokens, 0);
  }

  private long packed(BlockMatrix matrix) {
    return memory.packed(matrix);
  }

  private long bias(BlockMatrix matrix) {
    return Objects.requireNonNull(biases.get(matrix));
  }
}
