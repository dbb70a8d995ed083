package io.github.dino4j.report.chart;

import io.github.dino4j.report.Html;
import io.github.dino4j.report.chart.Chart.Level;
import io.github.dino4j.report.chart.Chart.Line;
import io.github.dino4j.report.chart.Curve.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Draws a {@link Chart} as SVG, with its values for the script that answers the pointer. */
final class ChartDrawing {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int RIGHT = 10;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;
  private static final int COLOURS = 4;
  private static final int FEW = 60; // points that are drawn as such
  private static final MathContext DIGITS = new MathContext(5);

  private final Chart chart;
  private final List<Line> lines;
  private final Axis x;
  private final Axis y;

  private ChartDrawing(Chart chart, double lastX) {
    this.chart = chart;
    this.lines = chart.lines().stream().filter(line -> !line.curve().isEmpty()).toList();
    this.x = new Axis(0, Math.max(1, lastX), false);
    this.y = Axis.of(values());
  }

  /**
   * @param lastX the iteration at the right end
   * @return a {@code figure}; empty for a chart without values
   */
  static String html(Chart chart, double lastX) {
    return chart.isEmpty() ? "" : new ChartDrawing(chart, lastX).figure();
  }

  /** What must be in view: the lines, but of noise only what is not far out, and the levels. */
  private double[] values() {
    DoubleStream drawn = lines.stream().flatMap(line -> drawn(line).stream()).mapToDouble(Point::y);
    DoubleStream noise = lines.stream().filter(Line::noisy).flatMapToDouble(ChartDrawing::usual);
    DoubleStream levels = chart.levels().stream().mapToDouble(Level::value);
    return DoubleStream.concat(DoubleStream.concat(drawn, noise), levels).toArray();
  }

  private static List<Point> drawn(Line line) {
    return line.noisy() ? line.curve().smoothed() : line.curve().points();
  }

  private static DoubleStream usual(Line line) {
    double[] sorted = line.curve().points().stream().mapToDouble(Point::y).sorted().toArray();
    int rare = sorted.length / 100;
    return DoubleStream.of(sorted[rare], sorted[sorted.length - 1 - rare]);
  }

  private String figure() {
    return """
    <figure class="chart" tabindex="0" data-end="%s" data-lines="%s">
    <figcaption><strong>%s</strong>%s<small class="step"></small><ul>%s</ul></figcaption>
    <svg viewBox="0 0 %d %d" role="img" aria-label="%s">
    %s%s%s<line class="cursor" y1="%d" y2="%d" data-left="%d" data-right="%d"/>
    </svg>
    </figure>
    """
        .formatted(
            number(x.high()),
            data(),
            Html.escape(chart.title()),
            y.logarithmic() ? " <small>by powers of ten</small>" : "",
            legend(),
            WIDTH,
            HEIGHT,
            Html.escape(label()),
            grid(),
            levels(),
            curves(),
            TOP,
            HEIGHT - BOTTOM,
            LEFT,
            WIDTH - RIGHT);
  }

  /** The lines as a list of lists: iterations, then values, line by line. */
  private String data() {
    return lines.stream()
        .map(ChartDrawing::drawn)
        .flatMap(points -> Stream.of(list(points, Point::x), list(points, Point::y)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String list(List<Point> points, ToDoubleFunction<Point> coordinate) {
    return points.stream()
        .map(point -> number(coordinate.applyAsDouble(point)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Short, and a number to JSON. */
  private static String number(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }

  /** Each name with the last value, which the script replaces by the one under the pointer. */
  private String legend() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean alone = lines.size() == 1;
      items.append(
          "<li class=\"c%d\">%s<output>%s</output></li>"
              .formatted(
                  i % COLOURS,
                  alone ? "" : "<i></i>" + Html.escape(lines.get(i).name()) + " ",
                  Axis.words(drawn(lines.get(i)).getLast().y())));
    }
    for (Level level : chart.levels()) {
      items.append(
          "<li class=\"%s\"><i class=\"dashed\"></i>%s <span>%s</span></li>"
              .formatted(colour(level), Html.escape(level.name()), Axis.words(level.value())));
    }
    return items.toString();
  }

  /** What the chart shows, for those who cannot see it. */
  private String label() {
    return lines.stream()
        .map(line -> {
          List<Point> points = drawn(line);
          return "%s: from %s to %s"
              .formatted(
                  line.name(), Axis.words(points.getFirst().y()), Axis.words(points.getLast().y()));
        })
        .collect(Collectors.joining("; "));
  }

  private String grid() {
    StringBuilder grid = new StringBuilder();
    for (double tick : y.ticks()) {
      double at = down(tick);
      grid.append(
          svg(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, at, at));
      grid.append(
          svg(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 6, at + 4, Axis.words(tick)));
    }
    for (double tick : x.ticks()) {
      grid.append(
          svg(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              across(tick), HEIGHT - 6, (tick == 0 ? "step " : "") + Axis.words(tick)));
    }
    return grid.append('\n').toString();
  }

  /** Grey where there is only one; else those that the lines leave. */
  private String colour(Level level) {
    int place = chart.levels().indexOf(level);
    return chart.levels().size() == 1 ? "single" : "c" + (lines.size() + place) % COLOURS;
  }

  private String levels() {
    StringBuilder dashes = new StringBuilder();
    for (Level level : chart.levels()) {
      double at = down(level.value());
      dashes.append(
          svg(
              "<line class=\"level %s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              colour(level), LEFT, WIDTH - RIGHT, at, at));
    }
    return dashes.toString();
  }

  private String curves() {
    StringBuilder curves = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String colour = "c" + i % COLOURS;
      if (line.noisy()) {
        curves.append(path("noise " + colour, line.curve().points()));
      }
      List<Point> points = drawn(line);
      curves.append(path("curve " + colour, points));
      if (points.size() <= FEW) {
        points.forEach(point -> curves.append(dot(colour, point)));
      }
    }
    return curves.toString();
  }

  private String path(String kind, List<Point> points) {
    String places =
        points.stream()
            .map(point -> svg("%.1f %.1f", across(point.x()), down(point.y())))
            .collect(Collectors.joining("L", "M", ""));
    return "<path class=\"%s\" d=\"%s\"/>\n".formatted(kind, places);
  }

  private String dot(String colour, Point point) {
    return svg(
        "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
        colour, across(point.x()), down(point.y()));
  }

  private double across(double iteration) {
    return LEFT + x.share(iteration) * (WIDTH - RIGHT - LEFT);
  }

  /** Noise that is far out is cut off at the edge. */
  private double down(double value) {
    return HEIGHT - BOTTOM - Math.clamp(y.share(value), 0.0, 1.0) * (HEIGHT - BOTTOM - TOP);
  }

  private static String svg(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
