package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How the commands that draw show a photo to the model: all of it, without cutting anything away.
 */
final class WholePhoto {
  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Pixels of the photo's short side as the model sees it; more is finer and slower."
              + " Default: twice what embed shows the model, 448 for released ones.")
  private @Nullable Integer size;

  EvalTransform transform(VisionTransformerConfig model) {
    if (size == null) {
      return ExtractorOptions.wholeTransform(model);
    }
    int patch = model.patchSize();
    if (size < patch) {
      throw new DinoException(
          "--size %d is less than the model's patch of %d pixels".formatted(size, patch));
    }
    return new EvalTransform.Whole(size, patch);
  }
}
