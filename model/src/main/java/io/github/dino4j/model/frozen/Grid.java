package io.github.dino4j.model.frozen;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.VisionTransformerConfig;

/** Patches of an image. */
record Grid(int rows, int columns) {
  static Grid of(Pixels pixels, VisionTransformerConfig config) {
    int patch = config.patchSize();
    if (pixels.height() % patch != 0 || pixels.width() % patch != 0) {
      throw new DinoException(
          "images of %d x %d pixels cannot be cut into patches of %d: resize or crop both sides to a multiple of it"
              .formatted(pixels.height(), pixels.width(), patch));
    }
    return new Grid(pixels.height() / patch, pixels.width() / patch);
  }

  int patches() {
    return rows * columns;
  }
}
