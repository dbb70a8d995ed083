package io.github.dino4j.scenes.render;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.scenes.scene.Scene;

/**
 * A drawn scene.
 *
 * @param scene that was drawn
 * @param rgb the picture, square
 * @param truth what each pixel shows
 */
public record Rendering(Scene scene, RgbImage rgb, GroundTruth truth) {

  /** The side of the picture in pixels. */
  public int size() {
    return rgb.width();
  }
}
