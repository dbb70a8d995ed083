package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** Depth heads: new ones, our own folders, and the released {@code .pth} files. */
final class DepthHeads {
  private static final String NEAREST = "min_depth";
  private static final String FARTHEST = "max_depth";
  private static final String UNIT = "unit";

  private DepthHeads() {}

  /** The head that {@code head=} names, else a fresh one; owned by the caller. */
  static DepthHead open(Evaluation evaluation, Request request, DepthData data) {
    Backbone backbone = evaluation.model().backbone();
    String given = request.settings().text("head");
    if (!given.isEmpty()) {
      return read(PathText.path(given), backbone);
    }
    DepthHeadConfig config = DepthHeadConfig.of(backbone.dim(), data.range());
    long seed = request.settings().integer("seed", 0);
    return switch (request.settings().text("kind")) {
      case "linear" -> LinearDepthHead.create(config, 1, seed);
      case "linear4" -> LinearDepthHead.create(config, 4, seed);
      case "dpt" -> DptDepthHead.create(config, DptDepthHead.CHANNELS, seed);
      default ->
          throw new DinoException(
              "kind=%s: it is one of linear, linear4, dpt"
                  .formatted(request.settings().text("kind")));
    };
  }

  static void write(Evaluation evaluation, Request request, DepthData data, DepthHead head) {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put(NEAREST, String.valueOf(data.range().min()));
    settings.put(FARTHEST, String.valueOf(data.range().max()));
    settings.put(UNIT, data.unit().name().toLowerCase(Locale.ROOT));
    settings.put("size", request.settings().text("size"));
    HeadFile.write(
        request.report(),
        new HeadDescription(
            HeadDescription.Task.DEPTH,
            List.of(),
            evaluation.model().backbone(),
            DepthLayers.of(head.layers(), evaluation.model().extractor().config().depth()),
            evaluation.model().extractor().transform().toString(),
            settings,
            request.settings().values()),
        head.state().values());
  }

  /**
   * @throws DinoException if it is damaged, for another task, or of another backbone
   */
  static DepthHead read(Path path, Backbone backbone) {
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
