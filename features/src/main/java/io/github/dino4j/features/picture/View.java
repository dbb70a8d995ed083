package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.image.RgbImage;

/**
 * A photo and where the patches of its features lie on it.
 *
 * @param photo the original, upright
 * @param grid for a photo of this size
 */
public record View(RgbImage photo, PatchGrid grid) {
  public View {
    if (grid.photoWidth() != photo.width() || grid.photoHeight() != photo.height()) {
      throw new IllegalArgumentException(
          "a grid for %d x %d pixels on a photo of %d x %d"
              .formatted(grid.photoWidth(), grid.photoHeight(), photo.width(), photo.height()));
    }
  }
}
