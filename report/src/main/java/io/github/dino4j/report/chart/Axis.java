package io.github.dino4j.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From values to places along a side of a chart.
 *
 * @param low value at the beginning
 * @param high value at the end, larger
 * @param logarithmic whether equal ratios are equally long
 */
record Axis(double low, double high, boolean logarithmic) {
  private static final int TICKS = 5;
  private static final double DECADES = 2;

  /** For values in any order; by decades where they are positive and span more than two. */
  static Axis of(double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (low > 0 && Math.log10(high / low) > DECADES) {
      return new Axis(low / 1.15, high * 1.15, true);
    }
    double room = high > low ? 0.06 * (high - low) : Math.max(0.05 * Math.abs(high), 1e-9);
    boolean touchesZero = low >= 0 && low <= 2 * room;
    return new Axis(touchesZero ? 0 : low - room, high + room, false);
  }

  /** From 0 to 1 between the ends. */
  double share(double value) {
    return logarithmic
        ? Math.log(Math.max(value, low / 10) / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** Round values between the ends. */
  List<Double> ticks() {
    return logarithmic ? decades() : rounds();
  }

  private List<Double> rounds() {
    double rough = (high - low) / TICKS;
    double ten = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = ten * (rough / ten > 7 ? 10 : rough / ten > 3 ? 5 : rough / ten > 1.4 ? 2 : 1);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> decades() {
    List<Double> ticks = new ArrayList<>();
    int every = Math.max(1, (int) Math.ceil(Math.log10(high / low) / TICKS));
    for (int e = (int) Math.ceil(Math.log10(low)); e <= Math.log10(high); e++) {
      if (e % every == 0) {
        ticks.add(Math.pow(10, e));
      }
    }
    return ticks;
  }

  /** A number for people, at most four digits: {@code 0.125}, {@code 12.5k}, {@code 2e-6}. */
  static String words(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e6) {
      return trimmed(value / 1e6) + "M";
    }
    if (size >= 1e4) {
      return trimmed(value / 1e3) + "k";
    }
    if (size < 1e-3) {
      String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e");
      return trimmed(Double.parseDouble(parts[0])) + "e" + Integer.parseInt(parts[1]);
    }
    return trimmed(value);
  }

  private static String trimmed(double value) {
    int decimals = Math.clamp(3 - (int) Math.floor(Math.log10(Math.abs(value))), 0, 6);
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}
