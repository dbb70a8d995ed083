package io.github.dino4j.curate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A whole number of things shared out by weights, none getting more than it has room for. */
public final class Apportionment {
  private Apportionment() {}

  /**
   * Shares by the method of the largest remainder. What one has no room for goes to the others by
   * their weights; of equal remainders the first is served first.
   *
   * @param weights {@code [n]}, none negative; where all are zero they count as equal
   * @param room {@code [n]}, the most that each can take
   * @param total that is shared out; where there is less room, all rooms are filled
   * @return {@code [n]}, whose sum is the lesser of total and room
   */
  public static int[] byWeights(double[] weights, int[] room, long total) {
    int n = weights.length;
    int[] shares = new int[n];
    long left = Math.min(total, Arrays.stream(room).asLongStream().sum());
    while (left > 0) {
      double[] open = new double[n];
      for (int i = 0; i < n; i++) {
        open[i] = shares[i] < room[i] ? weights[i] : 0;
      }
      if (Arrays.stream(open).sum() <= 0) {
        Arrays.setAll(open, i -> shares[i] < room[i] ? 1 : 0);
      }
      left -= shareOut(open, room, shares, left);
    }
    return shares;
  }

  /** Adds to the shares, and returns how many in all: at least one. */
  private static long shareOut(double[] open, int[] room, int[] shares, long left) {
    double sum = Arrays.stream(open).sum();
    double[] remainders = new double[open.length];
    long given = 0;
    for (int i = 0; i < open.length; i++) {
      double exact = left * (open[i] / sum);
      long whole = (long) Math.min(Math.min(exact, left - given), room[i] - shares[i]);
      remainders[i] = room[i] - shares[i] > whole && open[i] > 0 ? exact - whole : -1;
      shares[i] += (int) whole;
      given += whole;
    }
    boolean full =
        IntStream.range(0, open.length).anyMatch(i -> open[i] > 0 && shares[i] == room[i]);
    if (full && given > 0) {
      return given; // the rest goes to the others by their weights
    }
    int[] order =
        IntStream.range(0, open.length)
            .filter(i -> remainders[i] >= 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < order.length && given < left; i++) {
      shares[order[i]]++;
      given++;
    }
    return given;
  }
}
