package io.github.dino4j.cli.curate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j curate retrieve}: keeps images that are like those of seed sets. */
@Command(
    name = "retrieve",
    mixinStandardHelpOptions = true,
    description = {
      "Keep images that are like those of seed sets.",
      "For large seed sets the nearest of each seed (--nearest); for small ones images of the"
          + " clusters that enough seeds fall into (--clusters)."
    })
@SuppressWarnings("NullAway.Init")
final class RetrieveCommand extends StageCommand {
  @Option(
      names = "--seeds",
      required = true,
      paramLabel = "NAME=FEATURES",
      description =
          "Features of a seed set by the same model; may be repeated, the most important first.")
  private Map<String, Path> seeds;

  @Option(names = "--nearest", paramLabel = "K", description = "Images for each seed. Default: 4.")
  private @Nullable Integer nearest;

  @Option(
      names = "--clusters",
      paramLabel = "N",
      description = "Cut the pool into so many clusters, and go by them instead.")
  private @Nullable Integer clusters;

  @Option(
      names = "--more-than",
      paramLabel = "N",
      description = "Seeds that must be exceeded in a cluster. Default: 3.")
  private @Nullable Integer moreThan;

  @Option(
      names = "--each",
      paramLabel = "N",
      description = "Images of a cluster at most. Default: 10000.")
  private @Nullable Integer each;

  @Option(names = "--cap", paramLabel = "N", description = "Images of a seed set at most.")
  private @Nullable Integer cap;

  @Override
  Map<String, Path> sets() {
    return seeds;
  }

  @Override
  Map<String, @Nullable Object> settings() {
    SequencedMap<String, @Nullable Object> each = new LinkedHashMap<>();
    each.put("nearest", nearest);
    each.put("clusters", clusters);
    each.put("more_than", moreThan);
    each.put("each", this.each);
    each.put("cap", cap);
    SequencedMap<String, Object> named = new LinkedHashMap<>();
    seeds.keySet().forEach(name -> named.put(name, present(each)));
    SequencedMap<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("seeds", named);
    return settings;
  }
}
