package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.chart.Chart;
import io.github.dino4j.report.chart.ChartFrame;
import io.github.dino4j.report.chart.Curve;
import io.github.dino4j.report.chart.Curve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How well the teacher's features tell classes apart, beside what needs no training. */
final class LearningSection {
  private LearningSection() {}

  /** Empty without a probe of images that have classes. */
  static Optional<Section> of(List<ProbeResult> probes, ChartFrame frame) {
    List<Point> points = new ArrayList<>();
    for (ProbeResult probe : probes) {
      if (probe.knnTop1() != null) {
        points.add(new Point(probe.iteration(), 100 * probe.knnTop1()));
      }
    }
    if (points.isEmpty()) {
      return Optional.empty();
    }
    ProbeResult last = probes.getLast();
    Double untrained = probes.getFirst().iteration() == 0 ? probes.getFirst().knnTop1() : null;
    Chart chart = Chart.of("named rightly by nearest neighbours, %", Curve.of(points), false);
    chart = level(chart, "untrained network", untrained);
    chart = level(chart, "its frozen teacher", last.teacherTop1());
    chart = level(chart, "raw pixels", last.rawPixelTop1());
    chart = level(chart, "always the commonest class", last.chanceTop1());
    return Optional.of(
        new Section(
            "learning",
            "What it has learned",
            words(last, untrained) + frame.html(List.of(chart))));
  }

  private static Chart level(Chart chart, String name, @Nullable Double share) {
    return share == null ? chart : chart.with(name, 100 * share);
  }

  private static String words(ProbeResult last, @Nullable Double untrained) {
    StringBuilder words = new StringBuilder();
    words.append(
        """
        <p>Now and then the %s looks at the same %s images, whose classes are known, and names
        each by the classes of its 20 nearest neighbours. Training never sees the classes, so this
        tells what the features are worth.
        """
            .formatted(
                last.teacherTop1() == null ? "teacher" : "student's average",
                String.format(Locale.ROOT, "%,d", last.images())));
    if (last.knnTop1() != null) {
      words.append(
          String.format(
              Locale.ROOT,
              "After %,d steps <strong>%.1f&nbsp;%%</strong> are right",
              last.iteration(),
              100 * last.knnTop1()));
      words.append(share(untrained, "before training it was"));
      words.append(share(last.teacherTop1(), "the frozen teacher that it learns from reaches"));
      words.append(share(last.rawPixelTop1(), "the bare pixels of small pictures reach"));
      words.append('.');
    }
    return words.append("</p>\n").toString();
  }

  private static String share(@Nullable Double share, String what) {
    return share == null ? "" : String.format(Locale.ROOT, "; %s %.1f&nbsp;%%", what, 100 * share);
  }
}
