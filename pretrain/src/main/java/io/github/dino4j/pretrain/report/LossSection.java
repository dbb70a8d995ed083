package io.github.dino4j.pretrain.report;

import io.github.dino4j.pretrain.config.PretrainConfig;
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
    if (config.dino().lossWeight() > 0) {
      double pairs = 2 + Math.max(1, localPairs());
      double uniform = Math.log(config.dino().prototypes());
      if (localPairs() > 0) {
        charts.add(
            chart("DINO, local crops", MetricNames.DINO_LOCAL)
                .with(UNIFORM, uniform * localPairs() / pairs));
      }
      charts.add(
          chart("DINO, global crops", MetricNames.DINO_GLOBAL).with(UNIFORM, uniform * 2 / pairs));
    }
    if (config.ibot().lossWeight() > 0) {
      charts.add(chart("iBOT, hidden patches", MetricNames.IBOT).with(UNIFORM, uniformPatches()));
    }
    if (config.dino().koleoLossWeight() > 0) {
      charts.add(chart("KoLeo, spread of the images", MetricNames.KOLEO));
    }
    return charts;
  }

  private Chart chart(String title, String name) {
    return Chart.of(title, curves.get(name), true);
  }

  /** Each local crop is compared with both global ones. */
  private double localPairs() {
    return 2.0 * config.crops().localCropsNumber();
  }

  /** Images that are not masked count as zero, and the reference shows one half. */
  private double uniformPatches() {
    int prototypes =
        config.ibot().separateHead() ? config.ibot().prototypes() : config.dino().prototypes();
    return Math.log(prototypes) * config.ibot().maskSampleProbability() / 2;
  }
}
