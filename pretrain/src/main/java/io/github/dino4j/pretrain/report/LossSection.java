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
import java.util.OptionalDouble;

/** The terms of the loss, beside what a student that knows nothing has. */
record LossSection(PretrainConfig config, RunCurves curves) {
  private static final String LINES =
      """
      <p>The thick line is an average over a fortieth of the run, the thin one the steps
      themselves.
      """;

  private static final String OF_FEATURES =
      """
      Distances of the student's projected features from the teacher's, before they are weighed: a
      cosine distance of 0 is the same direction, of 1 none in common. As the reference shows it,
      KoLeo is half of what is optimised.</p>
      """;

  private static final String OF_PROTOTYPES =
      """
      The dashed level is that of a student that gives every prototype the same
      chance; a loss that stays there learns nothing, and one that rises for a while is no alarm:
      the teacher becomes surer of itself, so its targets become harder. As the reference shows
      them, iBOT and KoLeo are half of what is optimised.</p>
      """;

  Section section(ChartFrame frame) {
    boolean features = LossPlan.of(config).matchesFeatures();
    String words = LINES + (features ? OF_FEATURES : OF_PROTOTYPES);
    return new Section("losses", "Losses", words + frame.html(charts()));
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    charts.add(Chart.of("total, as optimised", curves.get(MetricNames.TOTAL_LOSS), true));
    LossPlan plan = LossPlan.of(config);
    for (Loss loss : plan.losses()) {
      Chart chart = Chart.of(title(loss), curves.get(loss.metric()), true);
      OptionalDouble uniform = uniform(loss, plan);
      charts.add(uniform.isEmpty() ? chart : chart.with("uniform guess", uniform.getAsDouble()));
    }
    return charts;
  }

  private String title(Loss loss) {
    return switch (loss) {
      case DINO_LOCAL -> "DINO, local crops";
      case DINO_GLOBAL -> "DINO, global crops";
      case IBOT -> config.ibot().allPatches() ? "iBOT, all patches" : "iBOT, hidden patches";
      case KOLEO -> "KoLeo, spread of the images";
      case CLS_COSINE -> "CLS features, cosine distance";
      case CLS_SMOOTH_L1 -> "CLS features, smooth L1";
      case PATCH_COSINE -> "patch features, cosine distance";
      case PATCH_SMOOTH_L1 -> "patch features, smooth L1";
    };
  }

  /**
   * Of a student that gives every prototype the same chance; none where there are no prototypes.
   */
  private OptionalDouble uniform(Loss loss, LossPlan plan) {
    return switch (loss) {
      case DINO_LOCAL ->
          OptionalDouble.of(logPrototypes(plan, HeadName.DINO) * plan.localPairs() / plan.pairs());
      case DINO_GLOBAL ->
          OptionalDouble.of(logPrototypes(plan, HeadName.DINO) * LossPlan.VIEWS / plan.pairs());
      case IBOT -> OptionalDouble.of(logPrototypes(plan, plan.patchHead()) * comparedCrops() / 2);
      default -> OptionalDouble.empty();
    };
  }

  private static double logPrototypes(LossPlan plan, HeadName head) {
    return Math.log(plan.prototypes(head));
  }

  /** Crops that are not masked count as zero, and the reference shows one half. */
  private double comparedCrops() {
    return config.ibot().allPatches() ? 1 : config.ibot().maskSampleProbability();
  }
}
