package io.github.dino4j.report.chart;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Charts side by side, as many as the screen is wide, over the same iterations.
 *
 * @param lastX the iteration at the right end of all
 */
public record ChartFrame(double lastX) {
  /** Charts without values are left out. */
  public String html(List<Chart> charts) {
    return charts.stream()
        .map(chart -> ChartDrawing.html(chart, lastX))
        .collect(Collectors.joining("", "<div class=\"charts\">\n", "</div>\n"));
  }
}
