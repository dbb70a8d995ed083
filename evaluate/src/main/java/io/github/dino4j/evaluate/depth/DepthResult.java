package io.github.dino4j.evaluate.depth;

import io.github.dino4j.evaluate.Estimate;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How good depth maps are.
 *
 * @param estimates means over images, with intervals by bootstrap over images
 * @param images figures of each image in the order in which they came; empty for one without a
 *     valid pixel, which counts nowhere
 * @param ranking places of the images that count, the best by abs_rel first
 */
public record DepthResult(
    Map<DepthMetric, Estimate> estimates,
    List<Map<DepthMetric, Double>> images,
    List<Integer> ranking) {
  public DepthResult {
    estimates = Collections.unmodifiableMap(estimates);
    images = List.copyOf(images);
    ranking = List.copyOf(ranking);
  }

  public Estimate get(DepthMetric metric) {
    Estimate estimate = estimates.get(metric);
    if (estimate == null) {
      throw new IllegalArgumentException("no estimate of " + metric);
    }
    return estimate;
  }

  /** Places of the {@code count} best images by abs_rel, or of all where there are fewer. */
  public List<Integer> best(int count) {
    return ranking.subList(0, Math.min(count, ranking.size()));
  }

  /** Places of the {@code count} worst images by abs_rel, the worst first. */
  public List<Integer> worst(int count) {
    return ranking.reversed().subList(0, Math.min(count, ranking.size()));
  }
}
