package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.model.VisionTransformerConfig;

/**
 * What an image carries from step to step.
 *
 * @param residual fp32 {@code [tokens, dim]}
 * @param evenQkv {@code [tokens, 3 * dim]} of even blocks; those of odd ones lie apart, because a
 *     chunk may write the next block's while another still reads this one's
 * @param oddQkv see {@code evenQkv}
 */
record ImageState(Matrix residual, Matrix evenQkv, Matrix oddQkv) {
  static ImageState allocate(
      NativeMemory memory, VisionTransformerConfig config, int tokens, ElementType type) {
    return new ImageState(
        memory.matrix(ElementType.FP32, tokens, config.dim()),
        memory.matrix(type, tokens, 3 * config.dim()),
        memory.matrix(type, tokens, 3 * config.dim()));
  }

  /** Memory of one image. */
  static long bytes(VisionTransformerConfig config, int tokens, ElementType type) {
    return (ElementType.FP32.bytes() + 2L * 3 * type.bytes()) * tokens * config.dim();
  }

  Matrix qkv(int block) {
    return block % 2 == 0 ? evenQkv : oddQkv;
  }
}
