package io.github.dino4j.features;

/**
 * A photo made ready for the model.
 *
 * @param pixels {@code [3, height, width]}, normalised
 * @param height in pixels
 * @param width in pixels
 * @param photoWidth width of the photo before the transform
 * @param photoHeight height of the photo before the transform
 */
public record PreparedImage(
    float[] pixels, int height, int width, int photoWidth, int photoHeight) {
  boolean fitsWith(PreparedImage other) {
    return height == other.height && width == other.width;
  }
}
