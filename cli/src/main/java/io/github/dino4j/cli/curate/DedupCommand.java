package io.github.dino4j.cli.curate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j curate dedup}: keeps one of each group of near-duplicates. */
@Command(
    name = "dedup",
    mixinStandardHelpOptions = true,
    description = {
      "Keep one image of each group of near-duplicates.",
      "A threshold belongs to a model: without one it is found by copies of your own images"
          + " (curate calibrate)."
    })
@SuppressWarnings("NullAway.Init")
final class DedupCommand extends StageCommand {
  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      description = "From which on two images are near-duplicates. Default: found by copies.")
  private @Nullable Float threshold;

  @Option(
      names = "--keep",
      paramLabel = "best-quality|first|random|nearest|farthest",
      description =
          "Which image of a group stays; the last two by the centre of the group. Default:"
              + " best-quality.")
  private @Nullable String keep;

  @Option(
      names = "--quality",
      paramLabel = "COLUMN",
      description =
          "The column of the feature files that tells the best. Default: the number of pixels.")
  private @Nullable String quality;

  @Option(
      names = "--strict",
      description = "Split groups until all pairs in them reach the threshold: no chains.")
  private boolean strict;

  @Option(
      names = "--against",
      paramLabel = "NAME=FEATURES",
      description =
          "Then take out all that hangs together with near-duplicates of another set, such as a"
              + " test set; may be repeated.")
  private Map<String, Path> against = Map.of();

  @Option(names = "--half", description = "Send vectors between machines in fp16: half the bytes.")
  private boolean half;

  @Override
  Map<String, Path> sets() {
    return against;
  }

  @Override
  Map<String, @Nullable Object> settings() {
    SequencedMap<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("threshold", threshold);
    settings.put("keep", keep);
    settings.put("quality", quality);
    settings.put("strict", strict ? true : null);
    settings.put("half", half ? true : null);
    return settings;
  }

  @Override
  List<Object> stages() {
    List<Object> stages = new ArrayList<>(super.stages());
    if (!against.isEmpty()) {
      SequencedMap<String, @Nullable Object> settings = new LinkedHashMap<>();
      settings.put("sets", List.copyOf(against.keySet()));
      settings.put("threshold", threshold);
      settings.put("half", half ? true : null);
      stages.add(Map.of("against", present(settings)));
    }
    return stages;
  }
}
