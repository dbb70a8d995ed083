package io.github.dino4j.report.chart;

import java.util.Locale;

/**
 * The values between which a chart is drawn.
 *
 * @param low value at the bottom
 * @param high value at the top, larger
 * @param logarithmic whether equal ratios are equally long
 */
record Axis(double low, double high, boolean logarithmic) {
  private static final double DECADES = 2;
  private static final double FLAT = 1e-6; // less of the values themselves is rounding

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
    double size = Math.max(Math.abs(low), Math.abs(high));
    double spread = high - low;
    double room = spread > FLAT * size ? 0.06 * spread : Math.max(0.05 * size, 1e-9);
    boolean touchesZero = low >= 0 && low <= 2 * room;
    return new Axis(touchesZero ? 0 : low - room, high + room, false);
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
