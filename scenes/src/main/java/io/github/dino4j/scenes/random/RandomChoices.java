package io.github.dino4j.scenes.random;

import java.util.List;

/**
 * Random choices of one scene. SplitMix64 (Steele, Lea and Flood 2014) written out, because the
 * algorithms behind {@code java.util.random} are not promised to stay the same between JDKs and
 * scenes must.
 */
public final class RandomChoices {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;

  public RandomChoices(long state) {
    this.state = state;
  }

  /** An independent stream for one purpose of one scene of one seed. */
  public static RandomChoices of(long seed, long index, long purpose) {
    return new RandomChoices(mix(seed + GOLDEN * mix(index + GOLDEN * mix(purpose + 1))));
  }

  long bits() {
    state += GOLDEN;
    return mix(state);
  }

  public double unit() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  public double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** Minus or plus up to {@code reach}, small values more often: the mean of two draws. */
  public double around(double centre, double reach) {
    return centre + reach * (unit() + unit() - 1);
  }

  public int below(int bound) {
    return (int) ((bits() >>> 33) * bound >>> 31);
  }

  public int between(int low, int high) {
    return low + below(high - low + 1);
  }

  public boolean chance(double probability) {
    return unit() < probability;
  }

  public double sign() {
    return chance(0.5) ? 1 : -1;
  }

  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[below(choices.length)];
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
