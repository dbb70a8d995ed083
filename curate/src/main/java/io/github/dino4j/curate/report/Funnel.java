package io.github.dino4j.curate.report;

import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.report.Bars;
import io.github.dino4j.report.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * How many images each stage took and left, and whether that adds up.
 *
 * @param stages in their order
 * @param manifest images in the manifest; negative where there is none
 */
record Funnel(List<StageSummary> stages, long manifest) {
  /** HTML. */
  String html() {
    List<Bars.Bar> bars = new ArrayList<>();
    for (StageSummary stage : stages) {
      if (stage.from().equals(Pool.POOL) && bars.isEmpty()) {
        bars.add(new Bars.Bar(Pool.POOL, stage.in(), List.of(), Words.images(stage.in())));
      }
      bars.add(bar(stage));
    }
    if (manifest >= 0) {
      bars.add(new Bars.Bar("manifest", manifest, List.of(), Words.images(manifest)));
    }
    StringBuilder html = new StringBuilder(new Bars(bars).html());
    for (String mistake : mistakes()) {
      html.append("<p class=\"warning\">%s</p>\n".formatted(Html.escape(mistake)));
    }
    return html.toString();
  }

  private static Bars.Bar bar(StageSummary stage) {
    String gone = stage.dropped().isEmpty() ? "" : "; without " + Words.dropped(stage.dropped());
    return new Bars.Bar(
        stage.name(),
        stage.kept(),
        stage.dropped().values().stream().map(Long::doubleValue).toList(),
        "%s of %s (%s)%s"
            .formatted(
                Words.count(stage.kept()),
                Words.count(stage.in()),
                Words.percent(stage.kept(), stage.in()),
                gone));
  }

  /** What does not add up, in words; none in a run of this library's own. */
  List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    for (StageSummary stage : stages) {
      stages.stream()
          .filter(earlier -> earlier.name().equals(stage.from()) && earlier.kept() != stage.in())
          .forEach(earlier ->
              mistakes.add(
                  "%s kept %s, but %s came into %s: one of both folders is of another run"
                      .formatted(
                          earlier.name(),
                          Words.images(earlier.kept()),
                          Words.count(stage.in()),
                          stage.name())));
    }
    if (manifest >= 0 && !stages.isEmpty() && stages.getLast().kept() != manifest) {
      mistakes.add(
          "%s kept %s, but the manifest holds %s"
              .formatted(
                  stages.getLast().name(),
                  Words.images(stages.getLast().kept()),
                  Words.count(manifest)));
    }
    return mistakes;
  }
}
