package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.chart.Chart;
import io.github.dino4j.report.chart.ChartFrame;
import io.github.dino4j.report.chart.Curve;
import io.github.dino4j.report.chart.Curve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Whether different images still look different to the model. */
record CollapseSection(PretrainConfig config, RunCurves curves, List<ProbeResult> probes) {

  Section section(ChartFrame frame) {
    return new Section(
        "collapse",
        "Does it collapse?",
        """
        <p>A model can cheat by giving all images the same features. Then the teacher's entropy
        falls to 0 (it always chooses the same prototype) or stays at ln&nbsp;K (it never chooses),
        the distance to the nearest other image of the batch goes to 0, the cosine between
        different images to 1, and their features use up hardly more than one direction. Before
        training all of these look collapsed: what counts is that they move away from there.</p>
        """
            + frame.html(charts()));
  }

  private List<Chart> charts() {
    LossPlan plan = LossPlan.of(config);
    List<Chart> charts = new ArrayList<>();
    if (!plan.matchesFeatures()) {
      charts.add(
          Chart.of("teacher's entropy, nats", curves.get(MetricNames.TEACHER_ENTROPY), true)
              .with("ln K", Math.log(plan.prototypes(HeadName.DINO))));
    }
    if (plan.has(Loss.KOLEO)) {
      double weight = plan.weights().koleo();
      charts.add(
          Chart.of(
              "KoLeo distance to the nearest image",
              curves.get(Loss.KOLEO.metric()).mapped(loss -> Math.exp(-loss / weight)),
              true));
    }
    charts.add(
        Chart.of("cosine between different images", overProbes(ProbeResult::meanCosine), false));
    charts.add(
        Chart.of("effective rank of the features", overProbes(ProbeResult::effectiveRank), false));
    return charts;
  }

  private Curve overProbes(ToDoubleFunction<ProbeResult> value) {
    return Curve.of(
        probes.stream()
            .map(probe -> new Point(probe.iteration(), value.applyAsDouble(probe)))
            .toList());
  }
}
