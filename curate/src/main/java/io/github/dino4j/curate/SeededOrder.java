package io.github.dino4j.curate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A random order of numbers that does not depend on which others there are: each has a key drawn
 * from the seed and itself. So a sample, the numbers with the least keys, is the same however the
 * work is cut into tasks, and a larger sample holds the smaller one.
 */
public record SeededOrder(long seed) {
  /** The key of a number: SplitMix64 (Steele et al., 2014) of both. */
  public long key(long number) {
    return mix(mix(seed + 0x9e3779b97f4a7c15L) ^ mix(number + 0x9e3779b97f4a7c15L));
  }

  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** An order that is independent of this one, such as for another stage or node. */
  public SeededOrder fork(long branch) {
    return new SeededOrder(key(branch) ^ 0x5851f42d4c957f2dL);
  }

  /** The numbers in this order; equal keys by the numbers. */
  public int[] sorted(int[] numbers) {
    return Arrays.stream(numbers)
        .boxed()
        .sorted(Comparator.comparingLong((Integer number) -> key(number)).thenComparing(n -> n))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Some numbers below {@code bound}, in rising order.
   *
   * @param count how many; all where there are no more
   */
  public int[] sample(int bound, int count) {
    if (count >= bound) {
      return range(bound);
    }
    long[] keys = new long[bound];
    for (int i = 0; i < bound; i++) {
      keys[i] = key(i);
    }
    long[] sorted = keys.clone();
    Arrays.parallelSort(sorted);
    long last = count == 0 ? Long.MIN_VALUE : sorted[count - 1];
    int[] sample = new int[count];
    int size = 0;
    for (int i = 0; i < bound && size < count; i++) {
      if (keys[i] <= last) {
        sample[size++] = i;
      }
    }
    return sample;
  }

  private static int[] range(int bound) {
    int[] range = new int[bound];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
