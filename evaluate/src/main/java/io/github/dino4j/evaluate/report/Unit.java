package io.github.dino4j.evaluate.report;

import io.github.dino4j.evaluate.Estimate;
import java.util.Locale;

/** How figures are written. */
public enum Unit {
  /** A share, in hundredths: {@code 57.2 (53.4 - 60.9)}. */
  SHARE(100, "%.1f"),
  /** A quantity in units of its own, with three decimals. */
  QUANTITY(1, "%.3f");

  private final double factor;
  private final String format;

  Unit(double factor, String format) {
    this.factor = factor;
    this.format = format;
  }

  /** With its interval, where there is one. */
  public String words(Estimate estimate) {
    String value = words(estimate.value());
    return estimate.low() == estimate.high()
        ? value
        : "%s (%s – %s)".formatted(value, words(estimate.low()), words(estimate.high()));
  }

  /** Without one. */
  public String words(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, factor * value);
  }
}
