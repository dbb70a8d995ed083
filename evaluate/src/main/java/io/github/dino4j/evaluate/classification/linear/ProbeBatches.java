package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.evaluate.classification.ProbeFeatures;

/**
 * The batches of a sweep, the same for the same step whenever it is asked for. What they stand on,
 * {@link #close} gives back.
 */
@FunctionalInterface
public interface ProbeBatches extends AutoCloseable {
  /**
   * A batch.
   *
   * @param step from 0 on
   * @return at least one image, each with a class
   */
  ProbeFeatures batch(int step);

  @Override
  default void close() {}
}
