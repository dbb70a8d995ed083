package io.github.dino4j.model.weights;

import io.github.dino4j.model.ImageSize;
import io.github.dino4j.model.PositionMode;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout.Biases;
import io.github.dino4j.model.layout.FeedForward;
import java.nio.file.Path;

/** The tiny models of golden/checkpoints, as its index.json describes them. */
final class Checkpoints {
  private static final Path FOLDER = Path.of("src/test/resources/golden/checkpoints");
  private static final VisionTransformerConfig PLAIN =
      new VisionTransformerConfig(
          98, 14, 3, 24, 4, 3, new FeedForward.Mlp(96), 0, Biases.ALL, 1, PositionMode.OFFSET);

  private Checkpoints() {}

  static Path path(String name) {
    return FOLDER.resolve(name);
  }

  static VisionTransformerConfig config(String model) {
    return switch (model) {
      case "reg4" -> PLAIN.withRegisters(4);
      case "swiglu" ->
          new VisionTransformerConfig(
              98,
              14,
              3,
              24,
              4,
              3,
              new FeedForward.SwiGlu(64),
              0,
              Biases.ALL,
              1,
              PositionMode.OFFSET);
      case "timm_long" ->
          new VisionTransformerConfig(
              new ImageSize(28, 112),
              14,
              3,
              24,
              2,
              2,
              new FeedForward.Mlp(96),
              0,
              Biases.ALL,
              1,
              PositionMode.ANTIALIAS);
      case "timm_register_positions" ->
          new VisionTransformerConfig(
              56,
              14,
              3,
              24,
              2,
              2,
              new FeedForward.Mlp(96),
              4,
              Biases.ALL,
              1,
              PositionMode.ANTIALIAS);
      default -> PLAIN;
    };
  }

  static ModelHints hints(String model) {
    return ModelHints.NONE.withConfig(config(model));
  }

  /** Files of Meta's do not tell the heads of these odd models; the others do. */
  static ModelFile open(String name, String model) {
    return name.endsWith(".pth")
        ? ModelFile.open(path(name), hints(model))
        : ModelFile.open(path(name));
  }
}
