package io.github.dino4j.pretrain.data;

import java.lang.foreign.MemorySegment;

/** One crop of an image, kept as small as it is and normalised when it is written out. */
interface Crop {
  /**
   * Writes {@code [channels, size, size]} normalised floats in native byte order.
   *
   * @param offset in floats
   */
  void write(MemorySegment target, long offset);
}
