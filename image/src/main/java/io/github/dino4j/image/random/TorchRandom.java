package io.github.dino4j.image.random;

/**
 * The stream of libtorch's CPU generator after {@code torch.manual_seed}, number by number what
 * {@code empty(1).uniform_(low, high)}, {@code randint} and {@code randperm} draw from it. Written
 * in Java, a draw takes nanoseconds instead of microseconds and needs no open scope, and one
 * generator for every picture is cheap.
 */
public final class TorchRandom implements RandomDraws {
  private static final int MANTISSA = (1 << 24) - 1;

  /** Where libtorch starts to take 64 bits for a whole number. */
  private static final int LARGEST_BOUND = 1 << 28;

  private final MersenneTwister twister;

  /**
   * @param seed of which libtorch's generator uses the lower 32 bits
   */
  public TorchRandom(long seed) {
    this.twister = new MersenneTwister((int) seed);
  }

  /** A float32 number. */
  @Override
  public double uniform(double low, double high) {
    float from = (float) low;
    float to = (float) high;
    double x = (twister.bits() & MANTISSA) * 0x1p-24;
    return (float) (x * (to - from) + from);
  }

  /**
   * @throws IllegalArgumentException if {@code bound} is not in 1 to 2^28
   */
  @Override
  public int integer(int bound) {
    if (bound < 1 || bound > LARGEST_BOUND) {
      throw new IllegalArgumentException("a whole number below " + bound);
    }
    return Integer.remainderUnsigned(twister.bits(), bound);
  }

  @Override
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = 0; i < count - 1; i++) {
      int j = i + integer(count - i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
