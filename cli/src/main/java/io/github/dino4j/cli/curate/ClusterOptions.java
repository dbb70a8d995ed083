package io.github.dino4j.cli.curate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a tree of clusters is made: the same words for clustering and sampling. */
final class ClusterOptions {
  @Option(
      names = "--levels",
      split = ",",
      paramLabel = "N",
      description =
          "Clusters of each level from below, such as 1000,100,10. Default: one for 50 images, and"
              + " ten times fewer above, up to three levels.")
  private List<Integer> levels = List.of();

  @Option(
      names = "--resamplings",
      paramLabel = "N",
      description = "How often a level is made anew from what is nearest. Default: 10.")
  private @Nullable Integer resamplings;

  @Option(
      names = "--metric",
      paramLabel = "spherical|euclidean",
      description = "What near means. Default: spherical.")
  private @Nullable String metric;

  void addTo(Map<String, @Nullable Object> settings) {
    settings.put("levels", levels.isEmpty() ? null : levels);
    settings.put("resamplings", resamplings);
    settings.put("metric", metric);
  }
}
