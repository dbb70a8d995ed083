package io.github.dino4j.evaluate;

/**
 * A figure of an evaluation with the interval that it lies in with a chance of 95 % ({@link
 * Bootstrap}).
 *
 * @param value as measured
 * @param low end of the interval
 * @param high end of the interval
 */
public record Estimate(double value, double low, double high) {
  /** A figure of which no interval is known, such as one over a whole data set. */
  public static Estimate exact(double value) {
    return new Estimate(value, value, value);
  }
}
