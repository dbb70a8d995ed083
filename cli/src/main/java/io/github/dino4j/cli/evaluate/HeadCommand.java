package io.github.dino4j.cli.evaluate;

import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.Download;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.head.HeadFile;
import io.github.dino4j.evaluate.head.HeadFiles;
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
          "The folder of an evaluation that trained one, a released head (.pth), or its name, such as"
              + " dinov2_vits14_nyu_dpt: see dino4j models.")
  private String head;

  @Mixin private ModelOptions model;

  /** Where the head lies; a released one is downloaded first. */
  Path head() {
    HeadFiles.require(head);
    Path path = PathText.path(head);
    return Files.exists(path) ? path : Download.fetch(HeadFiles.released(head).orElseThrow(), this);
  }

  /** What the head says of itself; empty for a released one. */
  Optional<HeadDescription> description() {
    HeadFiles.require(head);
    Path path = PathText.path(head);
    if (!Files.exists(path) || Files.isRegularFile(path) && !head.endsWith(".json")) {
      return Optional.empty();
    }
    try (HeadFile file = HeadFile.open(path)) {
      return Optional.of(file.description());
    }
  }

  /** The model that the user named, else the head's own. */
  FeatureExtractor open(
      @Nullable HeadDescription said, Function<VisionTransformerConfig, EvalTransform> transform) {
    String usual =
        HeadFiles.released(head)
            .map(released -> released.backbone().name())
            .orElse(ModelOptions.DEFAULT_MODEL);
    String own = said == null ? usual : said.backbone().name();
    return model.openOr(own, transform, this);
  }

  /** The side of photos that a head was trained at, in pixels. */
  static int size(@Nullable HeadDescription said, int usual) {
    String size = said == null ? "" : said.settings().getOrDefault("size", "");
    return size.matches("\\d{1,5}") ? Integer.parseInt(size) : usual;
  }
}
