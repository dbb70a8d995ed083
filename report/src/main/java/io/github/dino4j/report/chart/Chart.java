package io.github.dino4j.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * What is drawn in one frame.
 *
 * @param title in plain text, with the unit
 * @param lines over the iterations
 * @param levels that the lines are compared with
 */
public record Chart(String title, List<Line> lines, List<Level> levels) {
  /**
   * A curve with a name.
   *
   * @param name in plain text, for the legend
   * @param curve its values
   * @param noisy whether an average is drawn over the values
   */
  public record Line(String name, Curve curve, boolean noisy) {}

  /**
   * A value that stays the same, drawn dashed.
   *
   * @param name in plain text, for the legend
   * @param value in the unit of the lines
   */
  public record Level(String name, double value) {}

  /** A chart of one line. */
  public static Chart of(String title, Curve curve, boolean noisy) {
    return new Chart(title, List.of(new Line(title, curve, noisy)), List.of());
  }

  /** The same with one more level. */
  public Chart with(String name, double level) {
    List<Level> more = new ArrayList<>(levels);
    more.add(new Level(name, level));
    return new Chart(title, lines, more);
  }

  boolean isEmpty() {
    return lines.stream().allMatch(line -> line.curve().isEmpty());
  }
}
