package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.ElementType;
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
record ImageState(long residual, long evenQkv, long oddQkv) {
  static ImageState allocate(
      NativeMemory memory, VisionTransformerConfig config, int tokens, ElementType type) {
    return new ImageState(
        memory.take(residualBytes(config, tokens)),
        memory.take(qkvBytes(config, tokens, type)),
        memory.take(qkvBytes(config, tokens, type)));
  }

  /** Memory of one image. */
  static long bytes(VisionTransformerConfig config, int tokens, ElementType type) {
    return residualBytes(config, tokens) + 2 * qkvBytes(config, tokens, type);
  }

  private static long residualBytes(VisionTransformerConfig config, int tokens) {
    return (long) ElementType.FP32.bytes() * tokens * config.dim();
  }

  private static long qkvBytes(VisionTransformerConfig config, int tokens, ElementType type) {
    return 3L * type.bytes() * tokens * config.dim();
  }

  long qkv(int block) {
    return block % 2 == 0 ? evenQkv : oddQkv;
  }
}
