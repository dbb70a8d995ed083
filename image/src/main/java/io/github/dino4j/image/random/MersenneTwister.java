package io.github.dino4j.image.random;

/**
 * MT19937, 32 bits at a time. Source: Matsumoto and Nishimura, "Mersenne Twister: a
 * 623-dimensionally equidistributed uniform pseudo-random number generator", 1998, with their
 * initialisation of 2002.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;
  private static final int TWIST = 0x9908b0df;
  private static final int LOW_BITS = Integer.MAX_VALUE;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** Seeded by one number, as libtorch does. */
  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * folded(i - 1) + i;
    }
  }

  /** Seeded by at least one number and at most 624, as Python does. */
  MersenneTwister(int[] key) {
    this(19650218);
    int i = 1;
    for (int k = 0; k < SIZE; k++) {
      int j = k % key.length;
      state[i] = (state[i] ^ (folded(i - 1) * 1664525)) + key[j] + j;
      i = following(i);
    }
    for (int k = 1; k < SIZE; k++) {
      state[i] = (state[i] ^ (folded(i - 1) * 1566083941)) - i;
      i = following(i);
    }
    state[0] = Integer.MIN_VALUE;
  }

  private int folded(int i) {
    return state[i] ^ (state[i] >>> 30);
  }

  /** The next place from 1 to the last; on the way round the last number is copied to place 0. */
  private int following(int i) {
    if (i < SIZE - 1) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  /** 32 random bits. */
  int bits() {
    if (next == SIZE) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int y = (state[i] & ~LOW_BITS) | (state[(i + 1) % SIZE] & LOW_BITS);
      state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ (-(y & 1) & TWIST);
    }
  }
}
