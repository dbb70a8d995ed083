package io.github.dino4j.cli.curate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dino4j curate cluster}: a tree of clusters. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Cluster images by hierarchical k-means; all of them stay.")
@SuppressWarnings("NullAway.Init")
final class ClusterCommand extends StageCommand {
  @Mixin private ClusterOptions clusters;

  @Override
  Map<String, @Nullable Object> settings() {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    clusters.addTo(settings);
    return settings;
  }
}
