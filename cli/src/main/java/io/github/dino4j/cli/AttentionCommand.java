package io.github.dino4j.cli;

import io.github.dino4j.base.OutputPath;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.picture.AttentionDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.picture.PictureFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j attention}: where the last block's CLS token looks. */
@Command(
    name = "attention",
    mixinStandardHelpOptions = true,
    description = "Draw where the CLS token of the last block looks, head by head.")
@SuppressWarnings("NullAway.Init")
final class AttentionCommand extends DinoCommand {
  @Parameters(paramLabel = "IMAGE", description = "The photo.")
  private Path image;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder for the pictures.")
  private Path output;

  @Mixin private ModelOptions model;
  @Mixin private WholePhoto whole;

  @Override
  public Integer call() {
    OutputPath.requireFolder(output);
    RgbImage photo = new ImageDecoder().decode(image);
    AttentionMaps maps;
    try (FeatureExtractor extractor = model.open(whole::transform, this)) {
      maps = extractor.attention(photo);
    } catch (UnreadableImageException e) {
      throw e.in(image);
    }
    draw(photo, maps);
    return ExitCode.DONE;
  }

  private void draw(RgbImage photo, AttentionMaps maps) {
    Area all = new Area(0, 0, photo.width(), photo.height());
    PatchGrid grid = new PatchGrid(photo.width(), photo.height(), all, maps.rows(), maps.columns());
    View view = new View(photo, grid);
    PictureStyle style = PictureStyle.byDefault();
    PictureFile.write(AttentionDrawing.heat(view, maps.mean(), style), output.resolve("mean.png"));
    for (int head = 0; head < maps.heads(); head++) {
      Path file = output.resolve("head-%02d.png".formatted(head + 1));
      PictureFile.write(AttentionDrawing.heat(view, maps.head(head), style), file);
    }
    PictureStyle small = style.withSide(320);
    PictureFile.write(AttentionDrawing.massSheet(view, maps, small), output.resolve("mass.png"));
    PictureFile.write(AttentionDrawing.heatSheet(view, maps, small), output.resolve("all.png"));
    out()
        .printf(
            "%s: all.png shows every head, mass.png what holds 60%% of its attention%n", output);
  }
}
