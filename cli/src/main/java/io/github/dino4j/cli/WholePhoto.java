package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import picocli.CommandLine.Option;

/**
 * How the commands that draw show a photo to the model: all of it, without cutting anything away.
 */
final class WholePhoto {
  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "448",
      description =
          "Pixels of the photo's short side as the model sees it; more is finer and slower."
              + " Default: ${DEFAULT-VALUE}.")
  private int size = 448;

  EvalTransform transform(VisionTransformerConfig model) {
    int patch = model.patchSize();
    if (size < patch) {
      throw new DinoException(
          "--size %d is less than the model's patch of %d pixels".formatted(size, patch));
    }
    return new EvalTransform.Whole(size, patch);
  }
}
