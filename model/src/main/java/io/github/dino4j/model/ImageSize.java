package io.github.dino4j.model;

import io.github.dino4j.DinoException;
import java.io.Serializable;

/**
 * The size of images whose position grid a model stores.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record ImageSize(int height, int width) implements Serializable {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new DinoException("images are not %d x %d pixels".formatted(height, width));
    }
  }

  public static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  public boolean isSquare() {
    return height == width;
  }

  /** Whole patches of {@code patch} pixels a side in it. */
  public GridSize patches(int patch) {
    return new GridSize(height / patch, width / patch);
  }
}
