package io.github.dino4j.cli.curate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j curate filter}: takes out images that are poor by themselves. */
@Command(
    name = "filter",
    mixinStandardHelpOptions = true,
    description =
        "Take out images that cannot be read, are tiny, of an extreme shape, dark, bright, blurred"
            + " or of one colour, and those that scores of your own are against.")
@SuppressWarnings("NullAway.Init")
final class FilterCommand extends StageCommand {
  @Option(
      names = "--shorter-side",
      paramLabel = "PIXELS",
      description = "The least that the shorter side may have. Default: 32.")
  private @Nullable Integer shorterSide;

  @Option(
      names = "--ratio",
      paramLabel = "X",
      description = "The most that the longer side may be of the shorter. Default: 5.")
  private @Nullable Double ratio;

  @Option(
      names = "--dark",
      paramLabel = "PART",
      description = "Part of nearly black pixels from which on an image goes. Default: 0.95.")
  private @Nullable Double dark;

  @Option(
      names = "--bright",
      paramLabel = "PART",
      description = "Part of nearly white pixels from which on an image goes. Default: 0.95.")
  private @Nullable Double bright;

  @Option(
      names = "--sharpness",
      paramLabel = "X",
      description =
          "Variance of the Laplacian, at 256 pixels, below which an image is blurred. Default: 10.")
  private @Nullable Double sharpness;

  @Option(
      names = "--contrast",
      paramLabel = "X",
      description =
          "Standard deviation of the brightness, 0 to 0.5, below which it is of one colour."
              + " Default: 0.02.")
  private @Nullable Double contrast;

  @Option(
      names = "--no-images",
      description = "Read no images: go by sizes and scores in the feature files alone.")
  private boolean noImages;

  @Option(
      names = "--above",
      paramLabel = "COLUMN=X",
      description =
          "Take out images whose score in a column of your own is above X, such as nsfw=0.5.")
  private Map<String, Double> above = Map.of();

  @Option(names = "--below", paramLabel = "COLUMN=X", description = "The same below X.")
  private Map<String, Double> below = Map.of();

  @Override
  Map<String, @Nullable Object> settings() {
    SequencedMap<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("shorter_side", shorterSide);
    settings.put("ratio", ratio);
    settings.put("dark", dark);
    settings.put("bright", bright);
    settings.put("sharpness", sharpness);
    settings.put("contrast", contrast);
    settings.put("images", noImages ? false : null);
    SequencedMap<String, Map<String, Double>> scores = new LinkedHashMap<>();
    above.forEach((column, x) -> limits(scores, column).put("above", x));
    below.forEach((column, x) -> limits(scores, column).put("below", x));
    settings.put("scores", scores.isEmpty() ? null : scores);
    return settings;
  }

  private static Map<String, Double> limits(
      Map<String, Map<String, Double>> scores, String column) {
    return scores.computeIfAbsent(column, _ -> new LinkedHashMap<>());
  }
}
