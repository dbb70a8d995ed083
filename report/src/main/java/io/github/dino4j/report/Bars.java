package io.github.dino4j.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Bars below each other on a {@link Page}, all to one scale.
 *
 * @param bars from top to bottom
 */
public record Bars(List<Bar> bars) {
  /**
   * A bar.
   *
   * @param name before it, in plain text
   * @param strong the length of its first part, in full colour
   * @param pale the lengths of the parts after it
   * @param words behind it, in plain text
   */
  public record Bar(String name, double strong, List<Double> pale, String words) {
    private double length() {
      return strong + pale.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /** HTML. */
  public String html() {
    double longest = bars.stream().mapToDouble(Bar::length).max().orElse(0);
    return bars.stream()
        .map(bar -> html(bar, longest))
        .collect(Collectors.joining("", "<div class=\"bars\">\n", "</div>\n"));
  }

  private static String html(Bar bar, double longest) {
    String pale =
        bar.pale().stream().map(length -> part("", length, longest)).collect(Collectors.joining());
    return "<div><span>%s</span><span>%s%s</span><span>%s</span></div>\n"
        .formatted(
            Html.escape(bar.name()),
            part(" class=\"strong\"", bar.strong(), longest),
            pale,
            Html.escape(bar.words()));
  }

  private static String part(String attributes, double length, double longest) {
    return length <= 0
        ? ""
        : String.format(
            Locale.ROOT, "<i%s style=\"width:%.2f%%\"></i>", attributes, 100 * length / longest);
  }
}
