package io.github.dino4j.model.frozen.packing;

import java.lang.foreign.MemorySegment;

/** Parameters by the reference's names, such as {@code blocks.0.attn.qkv.weight}. */
@FunctionalInterface
public interface Weights {
  /**
   * The fp32 values of a parameter, row-major. Asked for while the model is packed, on the thread
   * that packs it, and not kept.
   *
   * @throws io.github.dino4j.DinoException if there is none of that name
   */
  MemorySegment get(String name);
}
