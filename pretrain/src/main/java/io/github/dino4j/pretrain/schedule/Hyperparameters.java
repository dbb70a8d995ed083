package io.github.dino4j.pretrain.schedule;

/**
 * What the schedules say for one iteration.
 *
 * @param learningRate before the multipliers of the parameter groups
 * @param weightDecay before the same
 * @param momentum share of the teacher that survives the step
 * @param teacherTemperature of the teacher's softmax or Sinkhorn
 * @param lastLayerLearningRate learning rate of the prototypes, zero while they are frozen
 */
public record Hyperparameters(
    double learningRate,
    double weightDecay,
    double momentum,
    double teacherTemperature,
    double lastLayerLearningRate) {}
