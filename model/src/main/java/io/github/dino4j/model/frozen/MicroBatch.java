package io.github.dino4j.model.frozen;

import java.lang.foreign.MemorySegment;

/**
 * Images that go through the model together.
 *
 * @param pixels the whole batch
 * @param first index of the micro-batch's first image in the batch
 * @param images number of images in the micro-batch
 * @param output what is wanted of each
 * @param target fp32, {@code [batch, tokens, dim]} or {@code [batch, dim]}
 */
record MicroBatch(Pixels pixels, int first, int images, Output output, MemorySegment target) {
  /** What is wanted of an image. */
  enum Output {
    /** All tokens after the final norm. */
    TOKENS,
    /** CLS alone: the last block then computes one row. */
    CLS
  }
}
