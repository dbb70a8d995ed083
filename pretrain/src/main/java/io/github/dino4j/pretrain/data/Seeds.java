package io.github.dino4j.pretrain.data;

/**
 * Seeds of everything random in a batch. They follow from the run's seed, the process and the
 * iteration alone, so a run goes on anywhere without a saved generator.
 */
record Seeds(long seed, int rank) {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private enum Use {
    VIEWS,
    MASKS
  }

  /** For the views of the image at a slot of the batch. */
  long ofViews(long iteration, int slot) {
    return mixed(Use.VIEWS, iteration, slot);
  }

  /** For the masks of a micro batch. */
  long ofMasks(long iteration, int microBatch) {
    return mixed(Use.MASKS, iteration, microBatch);
  }

  private long mixed(Use use, long iteration, int part) {
    long bits = scramble(seed);
    bits = scramble(bits ^ use.ordinal());
    bits = scramble(bits ^ rank);
    bits = scramble(bits ^ iteration);
    return scramble(bits ^ part);
  }

  /** SplitMix64 (Steele, Lea and Flood 2014), variant 13 of its mixing function. */
  private static long scramble(long bits) {
    long z = bits + GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
