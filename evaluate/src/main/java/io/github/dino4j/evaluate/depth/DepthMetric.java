package io.github.dino4j.evaluate.depth;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of depth estimation, each over the valid pixels of one image (Eigen et al. 2014). */
public enum DepthMetric {
  /** Share of pixels whose depth is right by a factor below 1.25. */
  A1("a1", sums -> sums.within[0]),
  /** The same below 1.25^2. */
  A2("a2", sums -> sums.within[1]),
  /** The same below 1.25^3. */
  A3("a3", sums -> sums.within[2]),
  /** Mean of {@code |p - t| / t}. */
  ABS_REL("abs_rel", sums -> sums.relative),
  /** Mean of {@code (p - t)^2 / t}. */
  SQ_REL("sq_rel", sums -> sums.relativeSquare),
  RMSE("rmse", sums -> Math.sqrt(sums.square)),
  RMSE_LOG("rmse_log", sums -> Math.sqrt(sums.logSquare)),
  /** Mean of {@code |log10 p - log10 t|}. */
  LOG10("log10", sums -> sums.log / Math.log(10)),
  /** Deviation of {@code log p - log t}, times 100. */
  SILOG(
      "silog",
      sums -> 100 * Math.sqrt(Math.max(0, sums.logSquare - sums.signedLog * sums.signedLog)));

  private static final double CLOSE = 1.25;

  private final String text;
  private final ToDoubleFunction<Means> formula;

  DepthMetric(String text, ToDoubleFunction<Means> formula) {
    this.text = text;
    this.formula = formula;
  }

  /** As papers and the reference's logs call it. */
  public String text() {
    return text;
  }

  /** Means over pixels. */
  private static final class Means {
    final double[] within = new double[3];
    double relative;
    double relativeSquare;
    double square;
    double log;
    double signedLog;
    double logSquare;

    void add(double predicted, double truth, double weight) {
      double difference = predicted - truth;
      double logDifference = Math.log(predicted) - Math.log(truth);
      double ratio = Math.max(predicted / truth, truth / predicted);
      double limit = 1;
      for (int i = 0; i < within.length; i++) {
        limit *= CLOSE;
        within[i] += ratio < limit ? weight : 0;
      }
      relative += weight * Math.abs(difference) / truth;
      relativeSquare += weight * difference * difference / truth;
      square += weight * difference * difference;
      log += weight * Math.abs(logDifference);
      signedLog += weight * logDifference;
      logSquare += weight * logDifference * logDifference;
    }
  }

  /**
   * All figures of one image.
   *
   * @param predicted above 0
   * @param truth above 0, as many, at least one
   */
  static Map<DepthMetric, Double> all(double[] predicted, double[] truth) {
    Means means = new Means();
    for (int i = 0; i < truth.length; i++) {
      means.add(predicted[i], truth[i], 1.0 / truth.length);
    }
    Map<DepthMetric, Double> figures = new EnumMap<>(DepthMetric.class);
    for (DepthMetric metric : values()) {
      figures.put(metric, metric.formula.applyAsDouble(means));
    }
    return figures;
  }
}
