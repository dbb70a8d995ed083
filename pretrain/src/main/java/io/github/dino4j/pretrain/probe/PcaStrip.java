package io.github.dino4j.pretrain.probe;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PcaOptions;
import io.github.dino4j.features.patch.PcaPicture;
import io.github.dino4j.features.picture.Panels;
import io.github.dino4j.features.picture.PcaDrawing;
import io.github.dino4j.features.picture.PictureStyle;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of a few images, the same ones over a whole run: above the photos, below the colours of
 * their patches, all patches of the strip coloured together.
 */
public final class PcaStrip {
  private static final int TILE = 160;
  private static final PictureStyle STYLE = PictureStyle.byDefault().withSide(TILE);

  private PcaStrip() {}

  /** Where a run keeps the strip of a probe: {@code pictures/pca-000500.png}. */
  public static Path file(Path run, long iteration) {
    return run.resolve("pictures").resolve("pca-%06d.png".formatted(iteration));
  }

  /** The upper half of a strip. */
  public static BufferedImage photos(BufferedImage strip) {
    return strip.getSubimage(0, 0, strip.getWidth(), Math.min(TILE, strip.getHeight()));
  }

  /** The lower half of a strip. */
  public static BufferedImage colours(BufferedImage strip) {
    int height = Math.min(TILE, strip.getHeight());
    return strip.getSubimage(0, strip.getHeight() - height, strip.getWidth(), height);
  }

  /**
   * @param crops square, of the size that the model sees
   */
  static void write(Path file, List<RgbImage> crops, FeatureExtractor extractor) {
    List<PatchFeatures> patches = extractor.extract(crops).stream().map(Features::patches).toList();
    List<PcaPicture> pictures = PcaPicture.of(patches, PcaOptions.wholeImage());
    List<BufferedImage> tiles = new ArrayList<>();
    for (RgbImage crop : crops) {
      tiles.add(Photos.scaled(crop, TILE));
    }
    for (int i = 0; i < crops.size(); i++) {
      RgbImage crop = crops.get(i);
      PatchGrid grid = PatchGrid.whole(crop.width(), crop.height(), patches.get(i));
      tiles.add(PcaDrawing.draw(new View(crop, grid), pictures.get(i), STYLE));
    }
    PictureFile.write(Panels.sheet(tiles, crops.size()), file);
  }
}
