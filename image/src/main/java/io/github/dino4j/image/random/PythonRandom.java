package io.github.dino4j.image.random;

/**
 * The stream of Python's {@code random} after {@code random.seed(seed)}: {@code uniform}, {@code
 * randrange(bound)} and {@code shuffle} of a range. The reference draws its masks from it, its
 * crops and colours from {@link TorchRandom}.
 */
public final class PythonRandom implements RandomDraws {
  private final MersenneTwister twister;

  public PythonRandom(long seed) {
    long size = Math.abs(seed);
    int low = (int) size;
    int high = (int) (size >>> 32);
    this.twister = new MersenneTwister(high == 0 ? new int[] {low} : new int[] {low, high});
  }

  /** A number with 53 random bits; {@code high} may be below {@code low}. */
  @Override
  public double uniform(double low, double high) {
    long upper = twister.bits() >>> 5;
    long lower = twister.bits() >>> 6;
    return low + (high - low) * (((upper << 26) + lower) * 0x1p-53);
  }

  @Override
  public int integer(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a whole number below " + bound);
    }
    int spare = Integer.numberOfLeadingZeros(bound);
    int drawn = twister.bits() >>> spare;
    while (drawn >= bound) {
      drawn = twister.bits() >>> spare;
    }
    return drawn;
  }

  @Override
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = integer(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
