package io.github.dino4j.scenes;

import io.github.dino4j.image.RgbImage;

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
