package io.github.dino4j.cli;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import java.nio.file.Path;

/**
 * A photo and what the model says of all of it.
 *
 * @param view the photo with the place of its patches
 * @param patches on that grid
 */
record SeenPhoto(View view, PatchFeatures patches) {
  static SeenPhoto of(Path file, FeatureExtractor extractor) {
    RgbImage photo = new ImageDecoder().decode(file);
    PatchFeatures patches = patches(file, photo, extractor);
    PatchGrid grid =
        PatchGrid.of(Size.of(photo), extractor.transform(), patches.rows(), patches.columns());
    return new SeenPhoto(new View(photo, grid), patches);
  }

  /** A photo of a shape that cannot be shown is named. */
  private static PatchFeatures patches(Path file, RgbImage photo, FeatureExtractor extractor) {
    try {
      return extractor.extract(photo).patches();
    } catch (UnreadableImageException e) {
      throw e.in(file);
    }
  }
}
