package io.github.dino4j.cli.curate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j curate leaks}: images near test sets, outliers, doubtful labels. */
@Command(
    name = "leaks",
    mixinStandardHelpOptions = true,
    description =
        "Find images that stand in a test set too or nearly, images far from all others, and labels"
            + " that near neighbours disagree with.")
@SuppressWarnings("NullAway.Init")
final class LeaksCommand extends StageCommand {
  @Option(
      names = "--tests",
      paramLabel = "NAME=FEATURES",
      description = "Features of a test set by the same model; may be repeated.")
  private Map<String, Path> tests = Map.of();

  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      description = "From which on an image is a leak. Default: found by copies.")
  private @Nullable Float threshold;

  @Option(
      names = "--outliers",
      paramLabel = "PART",
      description = "Part of the images, the farthest from others, that is noted. Default: 0.001.")
  private @Nullable Double outliers;

  @Option(
      names = "--labels",
      paramLabel = "folder|COLUMN",
      description = "What label an image has: the name of its folder, or a column.")
  private @Nullable String labels;

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "leak|outlier|label",
      description = "What goes; all else is noted and stays. Default: leak.")
  private @Nullable List<String> drop;

  @Override
  Map<String, Path> sets() {
    return tests;
  }

  @Override
  Map<String, @Nullable Object> settings() {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("tests", tests.isEmpty() ? null : List.copyOf(tests.keySet()));
    settings.put("threshold", threshold);
    settings.put("outliers", outliers);
    settings.put("labels", labels);
    settings.put("drop", drop);
    return settings;
  }
}
