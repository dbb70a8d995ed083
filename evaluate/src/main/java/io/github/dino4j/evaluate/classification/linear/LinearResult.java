package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param head the one with the best accuracy on the validation images, the first of equals
 * @param best which one that is
 * @param heads all of them, input by input, each by rising rate
 * @param history the best of each evaluation
 */
public record LinearResult(
    LinearHead head, HeadAccuracy best, List<HeadAccuracy> heads, List<HeadAccuracy> history) {

  /**
   * How well a head classifies the validation images.
   *
   * @param rate as in the grid
   * @param steps of training that it had
   * @param top1 share of the images, from 0 to 1
   */
  public record HeadAccuracy(ProbeInput input, double rate, int steps, double top1) {}
}
