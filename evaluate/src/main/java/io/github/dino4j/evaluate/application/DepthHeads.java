package io.github.dino4j.evaluate.application;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.DepthUnit;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.DepthHeadConfig;
import io.github.dino4j.evaluate.depth.head.DepthHeadFile;
import io.github.dino4j.evaluate.depth.head.DepthLayers;
import io.github.dino4j.evaluate.depth.head.DptDepthHead;
import io.github.dino4j.evaluate.depth.head.LinearDepthHead;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.features.FeatureExtractor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** Depth heads: new ones, our own folders, and the released {@code .pth} files. */
public final class DepthHeads {
  private static final String NEAREST = "min_depth";
  private static final String FARTHEST = "max_depth";
  private static final String UNIT = "unit";

  private DepthHeads() {}

  /**
   * A fresh head; owned by the caller.
   *
   * @param kind {@code linear}, {@code linear4} or {@code dpt}
   */
  public static DepthHead create(String kind, int dim, DepthRange range, long seed) {
    DepthHeadConfig config = DepthHeadConfig.of(dim, range);
    return switch (kind) {
      case "linear" -> LinearDepthHead.create(config, 1, seed);
      case "linear4" -> LinearDepthHead.create(config, 4, seed);
      case "dpt" -> DptDepthHead.create(config, DptDepthHead.CHANNELS, seed);
      default ->
          throw new DinoException("kind=%s: it is one of linear, linear4, dpt".formatted(kind));
    };
  }

  /**
   * @param settings with the {@code size} that photos are shown at
   */
  public static void write(
      Path folder,
      DepthHead head,
      FeatureExtractor extractor,
      SequencedMap<String, String> settings) {
    DepthRange range = head.config().range();
    SequencedMap<String, String> own = new LinkedHashMap<>();
    own.put(NEAREST, String.valueOf(range.min()));
    own.put(FARTHEST, String.valueOf(range.max()));
    own.put(UNIT, range.unit().name().toLowerCase(Locale.ROOT));
    own.put("size", settings.getOrDefault("size", ""));
    HeadFile.write(
        folder,
        new HeadDescription(
            HeadDescription.Task.DEPTH,
            List.of(),
            Backbone.of(extractor),
            DepthLayers.of(head.layers(), extractor.config().depth()),
            extractor.transform().toString(),
            own,
            settings),
        head.state().values());
  }

  /**
   * @throws DinoException if it is damaged, for another task, or of another backbone
   */
  public static DepthHead read(Path path, Backbone backbone) {
    if (Files.isRegularFile(path) && !path.toString().endsWith(".json")) {
      DepthRange range = DepthHeadFile.range(String.valueOf(path.getFileName()));
      return DepthHeadFile.read(path, DepthHeadConfig.of(backbone.dim(), range));
    }
    try (HeadFile file = HeadFile.open(path)) {
      HeadDescription said = file.description();
      said.require(HeadDescription.Task.DEPTH, backbone);
      DepthRange range =
          new DepthRange(
              Double.parseDouble(said.settings().getOrDefault(NEAREST, "0.001")),
              Double.parseDouble(said.settings().getOrDefault(FARTHEST, "10")),
              DepthUnit.valueOf(
                  said.settings().getOrDefault(UNIT, "metres").toUpperCase(Locale.ROOT)));
      return DepthHeadFile.of(file.weights(), DepthHeadConfig.of(backbone.dim(), range));
    } catch (IllegalArgumentException e) {
      throw new DinoException("%s: its depths make no range".formatted(path), e);
    }
  }
}
