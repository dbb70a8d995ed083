package io.github.dino4j.cli;

import io.github.dino4j.base.OutputPath;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.option.PixelConverter;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.features.picture.SimilarityDrawing;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.Point;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j similar}: what in a photo is like the chosen spot. */
@Command(
    name = "similar",
    mixinStandardHelpOptions = true,
    description = "Draw how similar every patch of a photo is to the patch at a chosen pixel.")
@SuppressWarnings("NullAway.Init")
final class SimilarCommand extends DinoCommand {
  @Parameters(paramLabel = "IMAGE", description = "The photo.")
  private Path image;

  @Option(
      names = "--at",
      required = true,
      paramLabel = "X,Y",
      converter = PixelConverter.class,
      description = "The pixel, counted from the photo's top left.")
  private Point at;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.png",
      description = "The picture to write.")
  private Path output;

  @Mixin private ModelOptions model;
  @Mixin private WholePhoto photo;

  @Override
  public Integer call() {
    PictureFile.requireFormat(output);
    OutputPath.requireFile(output);
    try (FeatureExtractor extractor = model.open(photo::transform, this)) {
      SeenPhoto seen = SeenPhoto.of(image, extractor);
      SimilarityMap map = SimilarityMap.of(seen.patches(), seen.view().grid().at(at.x, at.y));
      PictureStyle style = PictureStyle.byDefault();
      PictureFile.write(SimilarityDrawing.beside(seen.view(), map, at, style), output);
    }
    out().println(output);
    return ExitCode.DONE;
  }
}
