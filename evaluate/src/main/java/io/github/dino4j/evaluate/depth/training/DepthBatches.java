package io.github.dino4j.evaluate.depth.training;

/** The batches of a training run, the same for the same iteration whenever it is asked for. */
@FunctionalInterface
public interface DepthBatches {
  /**
   * @param iteration from 0 on
   */
  DepthBatch batch(int iteration);
}
