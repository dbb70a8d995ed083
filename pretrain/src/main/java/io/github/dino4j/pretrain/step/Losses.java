package io.github.dino4j.pretrain.step;

import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The terms of one step.
 *
 * @param displayed of the losses that there are, as {@link LossPlan#displayed} says
 * @param total what is optimised
 */
public record Losses(Map<Loss, Double> displayed, double total) {
  static final Losses ZERO = new Losses(Map.of(), 0);

  /** One of the displayed values; 0 where there is no such loss. */
  public double get(Loss loss) {
    return displayed.getOrDefault(loss, 0.0);
  }

  /** The displayed values by {@link Loss#metric()}. */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    displayed.forEach((loss, value) -> named.put(loss.metric(), value));
    return named;
  }

  boolean isFinite() {
    return Double.isFinite(total) && displayed.values().stream().allMatch(Double::isFinite);
  }

  Losses plus(Losses other, double share) {
    Map<Loss, Double> sums = new EnumMap<>(Loss.class);
    sums.putAll(displayed);
    other.displayed.forEach((loss, value) -> sums.merge(loss, share * value, Double::sum));
    return new Losses(sums, total + share * other.total);
  }

  /** In the order of the losses, the total last. */
  float[] toArray() {
    float[] values = new float[displayed.size() + 1];
    int at = 0;
    for (double value : displayed.values()) {
      values[at++] = (float) value;
    }
    values[at] = (float) total;
    return values;
  }

  /** The same losses with other values, as {@link #toArray} has them, times {@code share}. */
  Losses with(float[] values, double share) {
    Map<Loss, Double> scaled = new EnumMap<>(Loss.class);
    int at = 0;
    for (Loss loss : displayed.keySet()) {
      scaled.put(loss, share * values[at++]);
    }
    return new Losses(scaled, share * values[at]);
  }

  /**
   * @param values of the losses that there are, without weights
   */
  static Losses of(LossPlan plan, Map<Loss, Double> values) {
    Map<Loss, Double> displayed = new EnumMap<>(Loss.class);
    double total = 0;
    for (Loss loss : plan.losses()) {
      double value = values.getOrDefault(loss, 0.0);
      displayed.put(loss, plan.displayed(loss, value));
      total += plan.scale(loss, 1) * value;
    }
    return new Losses(displayed, total);
  }
}
