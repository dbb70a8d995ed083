package io.github.dino4j.pretrain.report;

import io.github.dino4j.base.JsonLines;
import io.github.dino4j.report.chart.Curve;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every number of {@code metrics.jsonl} as a curve over the iterations. */
final class RunCurves {
  private final Map<String, Curve> curves = new LinkedHashMap<>();
  private long steps;
  private double seconds;

  private RunCurves() {}

  /**
   * Reads the metrics of a run; there may be none yet.
   *
   * @throws io.github.dino4j.DinoException if the file is there and cannot be read
   */
  static RunCurves read(Path metrics) {
    RunCurves curves = new RunCurves();
    JsonLines.read(metrics, curves::add);
    return curves;
  }

  private void add(Map<String, Object> line) {
    if (!(line.get(MetricNames.ITERATION) instanceof Long iteration)) {
      return;
    }
    steps = iteration + 1;
    line.forEach((name, value) -> {
      if (value instanceof Number number && !name.equals(MetricNames.ITERATION)) {
        curves.computeIfAbsent(name, _ -> new Curve()).add(iteration, number.doubleValue());
      }
    });
    if (line.get(MetricNames.SECONDS) instanceof Number time) {
      seconds = time.doubleValue();
    }
  }

  /** Steps done. */
  long steps() {
    return steps;
  }

  /** Seconds of training. */
  double seconds() {
    return seconds;
  }

  /** An empty curve where there is none of that name. */
  Curve get(String name) {
    return Objects.requireNonNullElseGet(curves.get(name), Curve::new);
  }

  /** Those whose name begins so, by the rest of their names. */
  Map<String, Curve> startingWith(String prefix) {
    Map<String, Curve> found = new LinkedHashMap<>();
    curves.forEach((name, curve) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), curve);
      }
    });
    return found;
  }
}
