package io.github.dino4j.cli.evaluate;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A trained head on new images. */
@SuppressWarnings("NullAway.Init")
abstract class HeadCommand extends DinoCommand {
  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "As everywhere.")
  List<String> inputs;

  @Option(
      names = "--head",
      required = true,
      paramLabel = "HEAD",
      description =
          "The folder of an evaluation that trained one, or a released head (.pth), which needs"
              + " --model.")
  Path head;

  @Mixin private ModelOptions model;

  /** What the head says of itself; empty for a released one. */
  Optional<HeadDescription> description() {
    if (Files.isRegularFile(head) && !head.toString().endsWith(".json")) {
      return Optional.empty();
    }
    try (HeadFile file = HeadFile.open(head)) {
      return Optional.of(file.description());
    }
  }

  /** The model that the user named, else the head's own. */
  FeatureExtractor open(
      @Nullable HeadDescription said, Function<VisionTransformerConfig, EvalTransform> transform) {
    String own = said == null ? ModelOptions.DEFAULT_MODEL : said.backbone().name();
    return model.openOr(own, transform, this);
  }

  /** The side of photos that a head was trained at, in pixels. */
  static int size(@Nullable HeadDescription said, int usual) {
    String size = said == null ? "" : said.settings().getOrDefault("size", "");
    return size.matches("\\d{1,5}") ? Integer.parseInt(size) : usual;
  }
}
