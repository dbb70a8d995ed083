package io.github.dino4j.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Intervals by resampling (Efron 1979): the figure is computed again on samples of the same size,
 * drawn with replacement, and the middle 95 % of what comes out is the interval. Seeded: the same
 * data give the same interval.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 1_000;
  private static final long SEED = 20230414; // the day of arXiv 2304.07193
  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /**
   * The mean of values of single images, such as 1 for right and 0 for wrong.
   *
   * @param values at least one
   */
  public static Estimate mean(double[] values) {
    return of(
        values.length,
        rows -> Arrays.stream(rows).mapToDouble(i -> values[i]).average().orElse(Double.NaN));
  }

  /**
   * Any figure.
   *
   * @param samples how many there are
   * @param figure of a sample, given as row numbers; called once for all rows in order, then from
   *     several threads. Resamples for which it is no number are left out
   */
  public static Estimate of(int samples, ToDoubleFunction<int[]> figure) {
    double value = figure.applyAsDouble(IntStream.range(0, samples).toArray());
    SplittableRandom seeds = new SplittableRandom(SEED);
    long[] seed = seeds.longs(RESAMPLES).toArray();
    double[] resampled =
        IntStream.range(0, RESAMPLES)
            .parallel()
            .mapToDouble(i -> figure.applyAsDouble(draw(samples, seed[i])))
            .filter(each -> !Double.isNaN(each))
            .sorted()
            .toArray();
    if (resampled.length == 0) {
      return Estimate.exact(value);
    }
    return new Estimate(value, at(resampled, TAIL), at(resampled, 1 - TAIL));
  }

  private static int[] draw(int samples, long seed) {
    return new SplittableRandom(seed).ints(samples, 0, samples).toArray();
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
