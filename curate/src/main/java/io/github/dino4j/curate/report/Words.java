package io.github.dino4j.curate.report;

import io.github.dino4j.report.Bars;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Numbers as a page has them. */
final class Words {
  private Words() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String images(long number) {
    return number == 1 ? "1 image" : count(number) + " images";
  }

  /** A cosine, or another score of that size. */
  static String score(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  static String percent(double part, double whole) {
    return whole == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
  }

  /** What went, the most first. */
  static String dropped(Map<String, Long> dropped) {
    return dropped.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(entry -> "%s %s".formatted(count(entry.getValue()), entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** Sizes counted by powers of two: from 1, from 2, from 4, from 8 on. */
  static final class Sizes {
    private final SortedMap<Integer, long[]> bins = new TreeMap<>();

    /**
     * Counts a group.
     *
     * @param stay how many of its images stay
     */
    void add(long size, long stay) {
      long[] bin = bins.computeIfAbsent(63 - Long.numberOfLeadingZeros(size), _ -> new long[3]);
      bin[0]++;
      bin[1] += size;
      bin[2] += stay;
    }

    /** Images by the size of their group: those that stay, those that go. */
    Bars bars(String one, String many) {
      return new Bars(
          bins.entrySet().stream()
              .map(entry -> bar(entry.getKey(), entry.getValue(), one, many))
              .toList());
    }

    private static Bars.Bar bar(int power, long[] bin, String one, String many) {
      long first = 1L << power;
      String name = first == 1 ? "1" : "%s – %s".formatted(count(first), count(2 * first - 1));
      return new Bars.Bar(
          name,
          bin[2],
          List.of((double) (bin[1] - bin[2])),
          "%s %s, %s, of which %s"
              .formatted(count(bin[0]), bin[0] == 1 ? one : many, images(bin[1]), stay(bin[2])));
    }

    private static String stay(long number) {
      return number == 1 ? "1 stays" : count(number) + " stay";
    }
  }
}
