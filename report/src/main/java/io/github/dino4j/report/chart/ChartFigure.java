package io.github.dino4j.report.chart;

import static java.math.RoundingMode.HALF_UP;

import io.github.dino4j.report.Html;
import io.github.dino4j.report.chart.Chart.Level;
import io.github.dino4j.report.chart.Chart.Line;
import io.github.dino4j.report.chart.Curve.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@link Chart} in HTML: its title, a legend with the last values, and the numbers as JSON, from
 * which {@code chart.js} draws it.
 */
final class ChartFigure {
  private static final int COLOURS = 4;
  private static final MathContext DIGITS = new MathContext(8);
  private static final MathContext FEW_DIGITS = new MathContext(5);

  private final Chart chart;
  private final List<Line> lines;
  private final Axis y;

  /**
   * @param chart with at least one value
   */
  ChartFigure(Chart chart) {
    this.chart = chart;
    this.lines = chart.lines().stream().filter(line -> !line.curve().isEmpty()).toList();
    this.y = Axis.of(values());
  }

  /** What must be in view: the lines, but of noise only what is not far out, and the levels. */
  private double[] values() {
    DoubleStream drawn = lines.stream().flatMap(line -> drawn(line).stream()).mapToDouble(Point::y);
    DoubleStream noise = lines.stream().filter(Line::noisy).flatMapToDouble(ChartFigure::usual);
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

  /**
   * @param lastX the iteration at the right end
   * @return a {@code figure}
   */
  String html(double lastX) {
    return """
    <figure class="chart" tabindex="0">
    <figcaption><strong>%s</strong>%s<small class="step"></small><ul>%s</ul></figcaption>
    <div class="plot" role="img" aria-label="%s"></div>
    <script type="application/json">%s</script>
    </figure>
    """
        .formatted(
            Html.escape(chart.title()),
            y.logarithmic() ? " <small>by powers of ten</small>" : "",
            legend(),
            Html.escape(label()),
            json(Math.max(1, lastX)));
  }

  /** Each name with the last value, which the script replaces by the one under the pointer. */
  private String legend() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean alone = lines.size() == 1;
      items.append(
          "<li class=\"%s\">%s<output>%s</output></li>"
              .formatted(
                  colour(i),
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

  private static String colour(int place) {
    return "c" + place % COLOURS;
  }

  /** Grey where there is only one; else those that the lines leave. */
  private String colour(Level level) {
    int place = chart.levels().indexOf(level);
    return chart.levels().size() == 1 ? "soft" : colour(lines.size() + place);
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

  private String json(double lastX) {
    return """
    {"end":%s,"low":%s,"high":%s,"logarithmic":%b,"lines":%s,"levels":%s}\
    """
        .formatted(
            exact(lastX),
            exact(y.low()),
            exact(y.high()),
            y.logarithmic(),
            list(IntStream.range(0, lines.size()).mapToObj(this::json)),
            list(chart.levels().stream().map(this::json)));
  }

  /** Iterations and values; those of the single steps too where these are an average. */
  private String json(int place) {
    Line line = lines.get(place);
    List<Point> points = drawn(line);
    String raw = line.noisy() ? ",\"raw\":" + values(line.curve().points()) : "";
    return "{\"colour\":\"%s\",\"x\":%s,\"y\":%s%s}"
        .formatted(
            colour(place),
            list(points.stream().map(point -> exact(point.x()))),
            values(points),
            raw);
  }

  private String json(Level level) {
    return "{\"colour\":\"%s\",\"y\":%s}".formatted(colour(level), value(level.value()));
  }

  private String values(List<Point> points) {
    return list(points.stream().map(point -> value(point.y())));
  }

  private static String list(Stream<String> elements) {
    return elements.collect(Collectors.joining(",", "[", "]"));
  }

  /** No finer than the eye sees on this axis. */
  private String value(double value) {
    BigDecimal number = new BigDecimal(value);
    return json(y.logarithmic() ? number.round(FEW_DIGITS) : number.setScale(decimals(), HALF_UP));
  }

  private int decimals() {
    return (int) Math.ceil(FEW_DIGITS.getPrecision() - Math.log10(y.high() - y.low()));
  }

  private static String exact(double value) {
    return json(new BigDecimal(value).round(DIGITS));
  }

  private static String json(BigDecimal number) {
    String plain = number.stripTrailingZeros().toPlainString();
    String withExponent = number.stripTrailingZeros().toString();
    return plain.length() <= withExponent.length() ? plain : withExponent;
  }
}
