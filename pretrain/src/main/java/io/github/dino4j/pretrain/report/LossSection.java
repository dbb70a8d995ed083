package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.loss.LossPlan.HeadName;
import io.github.dino4j.pretrain.loss.LossPlan.Loss;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.chart.Chart;
import io.github.dino4j.report.chart.ChartFrame;
import java.util.ArrayList;
import java.util.List;

/** The terms of the loss, beside what a student that knows nothing has. */
record LossSection(PretrainConfig config, RunCurves curves) {
  private static final String UNIFORM = "uniform guess";

  Section section(ChartFrame frame) {
    return new Section(
        "losses",
        "Losses",
        """
        <p>The thick line is an average over a fortieth of the run, the thin one the steps
        themselves. The dashed level is that of a student that gives every prototype the same
        chance; a loss that stays there learns nothing, and one that rises for a while is no alarm:
        the teacher becomes surer of itself, so its targets become harder. As the reference shows
        them, iBOT and KoLeo are half of what is optimised.</p>
        """
            + frame.html(charts()));
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    charts.add(Chart.of("total, as optimised", curves.get(MetricNames.TOTAL_LOSS), true));
    LossPlan plan = LossPlan.of(config);
    double uniform = Math.log(plan.prototypes(HeadName.DINO));
    if (plan.has(Loss.DINO_LOCAL)) {
      charts.add(
          chart("DINO, local crops", MetricNames.DINO_LOCAL)
              .with(UNIFORM, uniform * plan.localPairs() / plan.pairs()));
    }
    if (plan.has(Loss.DINO_GLOBAL)) {
      charts.add(
          chart("DINO, global crops", MetricNames.DINO_GLOBAL)
              .with(UNIFORM, uniform * LossPlan.VIEWS / plan.pairs()));
    }
    if (plan.has(Loss.IBOT)) {
      charts.add(
          chart("iBOT, hidden patches", MetricNames.IBOT).with(UNIFORM, uniformPatches(plan)));
    }
    if (plan.has(Loss.KOLEO)) {
      charts.add(chart("KoLeo, spread of the images", MetricNames.KOLEO));
    }
    return charts;
  }

  private Chart chart(String title, String name) {
    return Chart.of(title, curves.get(name), true);
  }

  /** Images that are not masked count as zero, and the reference shows one half. */
  private double uniformPatches(LossPlan plan) {
    double uniform = Math.log(plan.prototypes(plan.patchHead()));
    return uniform * config.ibot().maskSampleProbability() / 2;
  }
}
