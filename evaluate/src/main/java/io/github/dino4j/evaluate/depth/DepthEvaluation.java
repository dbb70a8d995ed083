package io.github.dino4j.evaluate.depth;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Compares depth maps with the truth, one image after the other, so that none is kept. Belongs to
 * one thread.
 */
public final class DepthEvaluation {
  private final DepthComparison protocol;
  private final List<Map<DepthMetric, Double>> images = new ArrayList<>();

  public DepthEvaluation(DepthComparison protocol) {
    this.protocol = protocol;
  }

  /**
   * Takes in one image.
   *
   * @param prediction above 0 everywhere
   * @param truth of the same size
   * @throws DinoException if the sizes differ
   */
  public void add(DepthMap prediction, DepthMap truth) {
    if (!prediction.size().equals(truth.size())) {
      throw new DinoException(
          "a map of %d x %d pixels cannot be compared with a truth of %d x %d"
              .formatted(prediction.width(), prediction.height(), truth.width(), truth.height()));
    }
    float[] predicted = prediction.crop(protocol.window().box(prediction.size())).values();
    float[] expected = truth.crop(protocol.window().box(truth.size())).values();
    int[] valid =
        IntStream.range(0, expected.length).filter(i -> protocol.counts(expected[i])).toArray();
    images.add(
        valid.length == 0 ? Map.of() : figures(pick(predicted, valid), pick(expected, valid)));
  }

  private Map<DepthMetric, Double> figures(double[] predicted, double[] truth) {
    double[] aligned = protocol.alignment().align(predicted, truth).clone();
    for (int i = 0; i < aligned.length; i++) {
      aligned[i] = protocol.clamp().clamp(aligned[i]);
    }
    return DepthMetric.all(aligned, truth);
  }

  private static double[] pick(float[] values, int[] places) {
    double[] picked = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }

  /**
   * What came out so far.
   *
   * @throws DinoException if no image had a valid pixel
   */
  public DepthResult result() {
    List<Integer> ranking =
        IntStream.range(0, images.size())
            .filter(i -> !images.get(i).isEmpty())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> figure(i, DepthMetric.ABS_REL)))
            .toList();
    if (ranking.isEmpty()) {
      throw new DinoException(
          "no image has a depth between %s and %s %s; check the scale of the files"
              .formatted(
                  protocol.valid().min(), protocol.valid().max(), protocol.valid().unit().text()));
    }
    Map<DepthMetric, Estimate> estimates = new EnumMap<>(DepthMetric.class);
    for (DepthMetric metric : DepthMetric.values()) {
      double[] values = ranking.stream().sorted().mapToDouble(i -> figure(i, metric)).toArray();
      estimates.put(metric, Bootstrap.mean(values));
    }
    return new DepthResult(estimates, images, ranking);
  }

  private double figure(int image, DepthMetric metric) {
    return images.get(image).getOrDefault(metric, Double.NaN);
  }
}
