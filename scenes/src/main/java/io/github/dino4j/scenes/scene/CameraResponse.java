package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.material.Colour;

/**
 * What the camera does to the light it caught.
 *
 * @param exposure factor on the automatic exposure
 * @param tint colour balance
 * @param noise standard deviation of the grain, in eight-bit steps
 * @param jpegQuality 100 for none, lower for visible 8 x 8 blocks
 */
public record CameraResponse(double exposure, Colour tint, double noise, int jpegQuality) {
  public static final CameraResponse NEUTRAL = new CameraResponse(1, new Colour(1, 1, 1), 0, 100);
}
