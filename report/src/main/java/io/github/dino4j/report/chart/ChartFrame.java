package io.github.dino4j.report.chart;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Charts side by side, as many as the screen is wide, over the same iterations. Their page needs
 * the style and the script of {@link UPlot}.
 *
 * @param lastX the iteration at the right end of all
 */
public record ChartFrame(double lastX) {
  /** HTML; charts without values are left out. */
  public String html(List<Chart> charts) {
    return charts.stream()
        .filter(chart -> !chart.isEmpty())
        .map(chart -> new ChartFigure(chart).html(lastX))
        .collect(Collectors.joining("", "<div class=\"charts\">\n", "</div>\n"));
  }
}
