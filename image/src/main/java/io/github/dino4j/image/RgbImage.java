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

  /**
   * A part of the picture with pixels of its own; the image itself where the part is the whole.
   *
   * @throws IllegalArgumentException if the part leaves the picture
   */
  public RgbImage crop(Box part) {
    Size size = Size.of(this);
    part.checkInside(size);
    if (part.equals(size.whole())) {
      return this;
    }
    byte[] cut = new byte[3 * part.width() * part.height()];
    for (int y = 0; y < part.height(); y++) {
      int from = (part.top() + y) * width + part.left();
      System.arraycopy(pixels, 3 * from, cut, 3 * y * part.width(), 3 * part.width());
    }
    return new RgbImage(part.width(), part.height(), cut);
  }
}
