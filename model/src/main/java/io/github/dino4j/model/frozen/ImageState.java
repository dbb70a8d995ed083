package io.github.dino4j.model.frozen;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.onednn.NativeMemory;

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
    long qkvBytes = 3L * tokens * config.dim() * type.bytes();
    return new ImageState(
        memory.take(4L * tokens * config.dim()), memory.take(qkvBytes), memory.take(qkvBytes));
  }

  long qkv(int block) {
    return block % 2 == 0 ? evenQkv : oddQkv;
  }
}
