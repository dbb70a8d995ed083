package io.github.dino4j.cli.curate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dino4j curate sample}: as many images as asked for, spread evenly over clusters. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = "Keep so many images, spread evenly over a tree of clusters.")
@SuppressWarnings("NullAway.Init")
final class SampleCommand extends StageCommand {
  @Option(names = "--size", required = true, paramLabel = "N", description = "Images in all.")
  private int size;

  @Option(
      names = "--pick",
      paramLabel = "random|closest|farthest",
      description = "Which images of a cluster; the last two by its centroid. Default: random.")
  private @Nullable String pick;

  @Option(
      names = "--cap",
      paramLabel = "N",
      description = "Images of a class or source at most; see --cap-by.")
  private @Nullable Integer cap;

  @Option(
      names = "--cap-by",
      paramLabel = "folder|COLUMN",
      description = "What class or source an image is of. Default: its folder.")
  private @Nullable String capBy;

  @Mixin private ClusterOptions clusters;

  @Override
  Map<String, @Nullable Object> settings() {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("size", size);
    settings.put("pick", pick);
    if (cap != null) {
      settings.put("cap", Map.of("by", capBy == null ? "folder" : capBy, "most", cap));
    }
    clusters.addTo(settings);
    return settings;
  }
}
