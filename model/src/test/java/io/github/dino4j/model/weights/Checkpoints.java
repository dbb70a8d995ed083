package io.github.dino4j.model.weights;

import io.github.dino4j.model.FeedForward;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.VisionTransformerConfig.Biases;
import java.nio.file.Path;

/** The tiny models of golden/checkpoints, as its index.json describes them. */
final class Checkpoints {
  private static final Path FOLDER = Path.of("src/test/resources/golden/checkpoints");
  private static final VisionTransformerConfig PLAIN =
      new VisionTransformerConfig(
          98, 14, 3, 24, 4, 3, 96, FeedForward.MLP, 0, Biases.ALL, 1, PositionMode.OFFSET);

  private Checkpoints() {}

  static Path path(String name) {
    return FOLDER.resolve(name);
  }

  static VisionTransformerConfig config(String model) {
    return switch (model) {
      case "reg4" -> PLAIN.withRegisters(4);
      case "swiglu" ->
          new VisionTransformerConfig(
              98, 14, 3, 24, 4, 3, 64, FeedForward.SWIGLU, 0, Biases.ALL, 1, PositionMode.OFFSET);
      default -> PLAIN;
    };
  }

  /** Files of Meta's do not tell the heads of these odd models; the others do. */
  static ModelFile open(String name, String model) {
    return name.endsWith(".pth")
        ? ModelFile.open(path(name), config(model))
        : ModelFile.open(path(name));
  }
}
