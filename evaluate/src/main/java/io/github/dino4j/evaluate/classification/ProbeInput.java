package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;

/**
 * What a linear head is given of an image (create_linear_input of dinov2/eval/linear.py): the
 * normalised CLS tokens of the last blocks, in order, then perhaps the mean patch of the last one.
 *
 * @param blocks how many of the last blocks, at least 1
 * @param meanPatch whether the mean of the last block's patches follows
 */
public record ProbeInput(int blocks, boolean meanPatch) {
  public ProbeInput {
    if (blocks < 1) {
      throw new DinoException("a linear head needs at least one block, not " + blocks);
    }
  }

  /** Values of an image with features of {@code dim}. */
  public int length(int dim) {
    return (blocks + (meanPatch ? 1 : 0)) * dim;
  }

  /** For people: {@code 4 blocks and the mean patch}. */
  @Override
  public String toString() {
    return (blocks == 1 ? "1 block" : blocks + " blocks")
        + (meanPatch ? " and the mean patch" : "");
  }
}
