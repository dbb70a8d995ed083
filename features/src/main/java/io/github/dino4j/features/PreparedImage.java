package io.github.dino4j.features;

/**
 * An image made ready for the model.
 *
 * @param pixels {@code [channels, height, width]}, normalised
 * @param height in pixels
 * @param width in pixels
 * @param photoWidth width of the image before the transform
 * @param photoHeight height of the image before the transform
 */
public record PreparedImage(
    float[] pixels, int height, int width, int photoWidth, int photoHeight) {
  boolean fitsWith(PreparedImage other) {
    return height == other.height && width == other.width;
  }
}
