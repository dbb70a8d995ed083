package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.chart.Chart;
import io.github.dino4j.report.chart.Chart.Line;
import io.github.dino4j.report.chart.ChartFrame;
import io.github.dino4j.report.chart.Curve;
import java.util.ArrayList;
import java.util.List;

/** What drove the run: gradients, schedules and the supply of images. */
record CourseSections(PretrainConfig config, RunCurves curves, ChartFrame frame) {

  Section gradients() {
    List<Line> lines = new ArrayList<>();
    curves
        .startingWith(MetricNames.GRADIENT_NORM)
        .forEach(
            (submodule, curve) -> lines.add(new Line(submodule.replace('_', ' '), curve, true)));
    Chart chart = new Chart("norms before clipping", lines, List.of());
    double limit = config.optim().clipGrad();
    return new Section(
        "gradients",
        "Gradients",
        """
        <p>Each part of the student is clipped by itself. Norms that always lie far above the limit
        speak for a smaller learning rate; a sudden rise often comes before a run breaks down.</p>
        """
            + frame.html(List.of(limit > 0 ? chart.with("clipped above", limit) : chart)));
  }

  Section schedules() {
    Chart rates =
        new Chart(
            "learning rate",
            List.of(
                schedule("all", MetricNames.LEARNING_RATE),
                schedule("prototypes", MetricNames.LAST_LAYER_LEARNING_RATE)),
            List.of());
    return new Section(
        "schedules",
        "Schedules",
        frame.html(
            List.of(
                rates,
                one("weight decay", MetricNames.WEIGHT_DECAY),
                one("momentum of the teacher", MetricNames.MOMENTUM),
                one("temperature of the teacher", MetricNames.TEACHER_TEMPERATURE))));
  }

  Section speed() {
    Curve wait = curves.get(MetricNames.DATA_WAIT).mapped(share -> 100 * share);
    return new Section(
        "speed",
        "Speed",
        """
        <p>Where much of the time is spent waiting for images, the model could run faster: more
        cores, smaller photos or tar shards help.</p>
        """
            + frame.html(
                List.of(
                    Chart.of("images a second", curves.get(MetricNames.IMAGES_PER_SECOND), true),
                    Chart.of("time spent waiting for images, %", wait, true))));
  }

  private Chart one(String title, String name) {
    return Chart.of(title, curves.get(name), false);
  }

  private Line schedule(String name, String metric) {
    return new Line(name, curves.get(metric), false);
  }
}
