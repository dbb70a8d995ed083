package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.schedule.Hyperparameters;
import io.github.dino4j.pretrain.step.StepReport;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of a run.
 *
 * @param iteration from 0
 * @param seconds of training up to the end of this step, over all sittings
 * @param imagesPerSecond of late, over all processes
 * @param dataWait share of the time that went by waiting for images, from 0 to 1
 * @param step what the step itself tells
 * @param rates what the schedules said
 */
public record Metrics(
    long iteration,
    double seconds,
    double imagesPerSecond,
    double dataWait,
    StepReport step,
    Hyperparameters rates) {

  /** A line of {@code metrics.jsonl}. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(MetricNames.ITERATION, iteration);
    json.put(MetricNames.SECONDS, seconds);
    json.put(MetricNames.IMAGES_PER_SECOND, imagesPerSecond);
    json.put(MetricNames.DATA_WAIT, dataWait);
    json.put(MetricNames.TOTAL_LOSS, step.losses().total());
    json.putAll(step.losses().named());
    if (!Double.isNaN(step.teacherEntropy())) {
      json.put(MetricNames.TEACHER_ENTROPY, step.teacherEntropy());
    }
    step.gradientNorms()
        .forEach((submodule, norm) -> json.put(MetricNames.GRADIENT_NORM + submodule, norm));
    json.put(MetricNames.LEARNING_RATE, rates.learningRate());
    json.put(MetricNames.LAST_LAYER_LEARNING_RATE, rates.lastLayerLearningRate());
    json.put(MetricNames.WEIGHT_DECAY, rates.weightDecay());
    json.put(MetricNames.MOMENTUM, rates.momentum());
    json.put(MetricNames.TEACHER_TEMPERATURE, rates.teacherTemperature());
    return json;
  }
}
