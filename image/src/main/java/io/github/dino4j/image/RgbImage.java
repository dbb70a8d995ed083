package io.github.dino4j.image;

/**
 * A decoded picture: eight bits a channel, red green blue, row by row from the top left.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels {@code [height, width, 3]}, interleaved; owned by this image and shared, not copied
 */
public record RgbImage(int width, int height, byte[] pixels) {
  public RgbImage {
    if (width < 1 || height < 1 || (long) width * height * 3 != pixels.length) {
      throw new IllegalArgumentException(
          "an RGB image of %d x %d has %d bytes, not %d"
              .formatted(width, height, 3L * width * height, pixels.length));
    }
  }
}
