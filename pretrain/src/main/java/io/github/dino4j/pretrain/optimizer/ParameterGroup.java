package io.github.dino4j.pretrain.optimizer;

import java.util.List;

/**
 * Parameters that share their multipliers.
 *
 * @param names of the parameters within their submodule, in its order
 */
public record ParameterGroup(Multipliers multipliers, List<String> names) {
  /**
   * How a parameter deviates from the schedules.
   *
   * @param learningRate multiplies the learning rate
   * @param weightDecay multiplies the weight decay, 0 or 1
   * @param lastLayer whether it follows the learning rate of the last layer, which starts frozen
   */
  public record Multipliers(double learningRate, double weightDecay, boolean lastLayer) {}
}
