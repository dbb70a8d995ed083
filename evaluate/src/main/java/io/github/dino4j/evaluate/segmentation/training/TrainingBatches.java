package io.github.dino4j.evaluate.segmentation.training;

import java.util.List;

/** The batches of a training run, the same for the same iteration whenever it is asked for. */
@FunctionalInterface
public interface TrainingBatches {
  /**
   * A batch.
   *
   * @param iteration from 0 on
   * @return at least one sample, all with the same number of features
   */
  List<TrainingSample> batch(int iteration);
}
