package io.github.dino4j.spark.embed;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.spark.SparkRunner;
import java.util.HashMap;
import java.util.Map;

/**
 * The models of this process: all tasks share one, which is loaded for the first of them and stays
 * until the process ends.
 */
final class ProcessModels {
  private static final Map<ModelReference, FeatureExtractor> LOADED = new HashMap<>();

  private ProcessModels() {}

  static synchronized FeatureExtractor get(ModelReference reference) {
    return LOADED.computeIfAbsent(reference, absent -> absent.load(SparkRunner.cores()));
  }

  /** Lets tasks that run in this very process use a model that is loaded already. */
  static synchronized void lend(ModelReference reference, FeatureExtractor extractor) {
    LOADED.put(reference, extractor);
  }

  /** Ends {@link #lend}. */
  static synchronized void takeBack(ModelReference reference) {
    LOADED.remove(reference);
  }
}
