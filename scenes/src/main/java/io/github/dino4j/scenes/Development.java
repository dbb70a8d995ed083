package io.github.dino4j.scenes;

/**
 * What the camera does to the light it caught.
 *
 * @param exposure factor on the automatic exposure
 * @param tint colour balance
 * @param noise standard deviation of the grain, in eight-bit steps
 * @param jpegQuality 100 for none, lower for visible 8 x 8 blocks
 */
public record Development(double exposure, Colour tint, double noise, int jpegQuality) {
  static final Development NEUTRAL = new Development(1, new Colour(1, 1, 1), 0, 100);
}
