package io.github.dino4j.evaluate.classification.logistic;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.Predictions;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How logistic regression is fitted.
 *
 * @param strengths the values of C, ascending: the objective is {@code C * sum of CE + |W|^2 / 2}
 * @param iterations of L-BFGS at most, for each
 * @param tolerance of the largest entry of the gradient of the mean
 * @param criterion by which validation images choose C
 */
public record LogisticOptions(
    List<Double> strengths, int iterations, double tolerance, Criterion criterion) {
  private static final int STRENGTHS = 45;
  private static final double LOWEST = -6;
  private static final double HIGHEST = 5;

  /** What is to be highest on the validation images; the first of equals counts. */
  public enum Criterion {
    TOP_1,
    MEAN_PER_CLASS;

    double of(Predictions predictions) {
      return this == TOP_1 ? predictions.top1() : predictions.meanPerClass();
    }
  }

  public LogisticOptions {
    strengths = strengths.stream().sorted().distinct().toList();
    if (strengths.isEmpty() || strengths.getFirst() <= 0 || iterations < 1) {
      throw new DinoException("logistic: at least one C above 0 and one iteration");
    }
  }

  /** The reference's: 45 values from 10^-6 to 10^5, 1000 iterations, 1e-12. */
  public static LogisticOptions standard() {
    double step = (HIGHEST - LOWEST) / (STRENGTHS - 1);
    List<Double> strengths =
        IntStream.range(0, STRENGTHS).mapToObj(i -> Math.pow(10, LOWEST + i * step)).toList();
    return new LogisticOptions(strengths, 1000, 1e-12, Criterion.TOP_1);
  }
}
