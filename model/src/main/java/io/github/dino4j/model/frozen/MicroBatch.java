package io.github.dino4j.model.frozen;

import io.github.dino4j.model.Layers;
import java.lang.foreign.MemorySegment;

/**
 * Images that go through the model together.
 *
 * @param pixels the whole batch
 * @param first index of the micro-batch's first image in the batch
 * @param images number of images in the micro-batch
 * @param output what is wanted of each
 * @param target fp32, {@code [layers, batch, tokens, dim]}, with one token of CLS alone
 */
record MicroBatch(Pixels pixels, int first, int images, Output output, MemorySegment target) {
  /**
   * What is wanted of an image.
   *
   * @param layers of which blocks
   * @param clsOnly nothing but CLS: the last block then computes one row
   */
  record Output(Layers layers, boolean clsOnly) {}
}
