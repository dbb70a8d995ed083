package io.github.dino4j.cli.demo;

import io.github.dino4j.features.picture.HeatColours;
import io.github.dino4j.report.Html;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The scale of the heat colours. */
final class HeatLegend {
  private HeatLegend() {}

  static String html(String low, String high) {
    return """
    <p class="legend"><span>%s</span><span class="scale" aria-hidden="true"></span>\
    <span>%s</span></p>
    """
        .formatted(Html.escape(low), Html.escape(high));
  }

  /** The colour stops of a CSS gradient. */
  static String stops() {
    return IntStream.rangeClosed(0, 12)
        .mapToObj(i -> "#%06x".formatted(HeatColours.rgb(i / 12.0)))
        .collect(Collectors.joining(", "));
  }
}
