package io.github.dino4j.scenes;

import java.util.List;

/**
 * Random choices of one scene. SplitMix64 (Steele, Lea and Flood 2014) written out, because the
 * algorithms behind {@code java.util.random} are not promised to stay the same between JDKs and
 * scenes must.
 */
final class Draw {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;

  Draw(long state) {
    this.state = state;
  }

  /** An independent stream for one purpose of one scene of one seed. */
  static Draw of(long seed, long index, long purpose) {
    return new Draw(mix(seed + GOLDEN * mix(index + GOLDEN * mix(purpose + 1))));
  }

  long bits() {
    state += GOLDEN;
    return mix(state);
  }

  double unit() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** Minus or plus up to {@code reach}, small values more often: the mean of two draws. */
  double around(double centre, double reach) {
    return centre + reach * (unit() + unit() - 1);
  }

  int below(int bound) {
    return (int) ((bits() >>> 33) * bound >>> 31);
  }

  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  double sign() {
    return chance(0.5) ? 1 : -1;
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[below(choices.length)];
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
