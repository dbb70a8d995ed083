package io.github.dino4j.pretrain.report;

/**
 * What the numbers of a line of {@code metrics.jsonl} are called, beside {@link
 * io.github.dino4j.pretrain.loss.LossPlan.Loss#metric}; the reference's names first.
 */
final class MetricNames {
  static final String ITERATION = "iteration";
  static final String TOTAL_LOSS = "total_loss";
  static final String LEARNING_RATE = "lr";
  static final String LAST_LAYER_LEARNING_RATE = "last_layer_lr";
  static final String WEIGHT_DECAY = "wd";
  static final String MOMENTUM = "mom";

  static final String TEACHER_TEMPERATURE = "teacher_temp";
  static final String TEACHER_ENTROPY = "teacher_entropy";

  /** Followed by the name of a submodule. */
  static final String GRADIENT_NORM = "gradient_norm_";

  static final String SECONDS = "seconds";
  static final String IMAGES_PER_SECOND = "images_per_second";
  static final String DATA_WAIT = "data_wait";

  private MetricNames() {}
}
