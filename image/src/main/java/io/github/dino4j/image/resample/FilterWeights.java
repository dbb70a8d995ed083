package io.github.dino4j.image.resample;

import java.util.Arrays;

/**
 * Which source positions make up each target position of one axis, and how much.
 *
 * @param first first source position, by target position
 * @param count number of source positions, by target position
 * @param taps room for the weights of one target position
 * @param weights fixed point of {@value #BITS} bits, {@code [targets, taps]}
 */
record FilterWeights(int[] first, int[] count, int taps, int[] weights) {
  /** 32 bits less 8 of the sample and 2 for sums that overshoot. */
  static final int BITS = 22;

  /** Added before the shift, so that it rounds. */
  static final int HALF = 1 << (BITS - 1);

  /**
   * The weights of target positions {@code from} to {@code from + length} when {@code source}
   * samples become {@code target}.
   */
  static FilterWeights of(Resampling filter, int source, int target, int from, int length) {
    if (source == target) {
      return identity(from, length);
    }
    double scale = (double) source / target;
    double widening = Math.max(1, scale);
    double support = filter.support() * widening;
    int taps = (int) Math.ceil(support) * 2 + 1;
    FilterWeights result =
        new FilterWeights(new int[length], new int[length], taps, new int[length * taps]);
    double[] exact = new double[taps];
    for (int i = 0; i < length; i++) {
      double centre = (from + i + 0.5) * scale;
      int first = Math.max(0, (int) (centre - support + 0.5));
      int count = Math.min(source, (int) (centre + support + 0.5)) - first;
      double sum = 0;
      for (int t = 0; t < count; t++) {
        exact[t] = filter.weight((t + first - centre + 0.5) * (1 / widening));
        sum += exact[t];
      }
      result.first[i] = first;
      result.count[i] = count;
      for (int t = 0; t < count; t++) {
        result.weights[i * taps + t] = fixedPoint(sum == 0 ? exact[t] : exact[t] / sum);
      }
    }
    return result;
  }

  private static FilterWeights identity(int from, int length) {
    int[] first = new int[length];
    int[] ones = new int[length];
    Arrays.setAll(first, i -> from + i);
    Arrays.fill(ones, 1);
    return new FilterWeights(first, ones, 1, ones);
  }

  private static int fixedPoint(double weight) {
    double scaled = weight * (1 << BITS);
    return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  /** Whether samples stay as they are and only some are picked. */
  boolean identity() {
    return taps == 1;
  }

  int targets() {
    return first.length;
  }

  /** The first source position that any target needs. */
  int start() {
    return first[0];
  }

  /** One past the last source position that any target needs. */
  int end() {
    int last = first.length - 1;
    return first[last] + count[last];
  }

  /**
   * One target position for many lanes at once: sums {@code rows} from {@code start} on, weighted,
   * into {@code sums}, rounded and clipped to 0 to 255. All arrays have one length. The loops are
   * plain, each over one index, so that the compiler turns them into vector code.
   */
  void sum(int[][] rows, int start, int target, int[] sums) {
    Arrays.fill(sums, HALF);
    int row = start;
    int w = target * taps;
    int end = w + count[target];
    for (; w + 4 <= end; w += 4, row += 4) {
      addFour(rows, row, w, sums);
    }
    for (; w < end; w++, row++) {
      add(rows[row], weights[w], sums);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.max(0, Math.min(255, sums[i] >> BITS));
    }
  }

  private void addFour(int[][] rows, int row, int w, int[] sums) {
    int[] a = rows[row];
    int[] b = rows[row + 1];
    int[] c = rows[row + 2];
    int[] d = rows[row + 3];
    int wa = weights[w];
    int wb = weights[w + 1];
    int wc = weights[w + 2];
    int wd = weights[w + 3];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  private static void add(int[] row, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }
}
