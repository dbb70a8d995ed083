package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** How a type of corruption changes a picture: its constants, one row a severity. */
@FunctionalInterface
interface Severities {
  /**
   * A corrupted copy.
   *
   * @param severity from 0 to 4
   * @param random of this picture, type and severity alone
   */
  Planes apply(Planes picture, int severity, SplittableRandom random);
}
