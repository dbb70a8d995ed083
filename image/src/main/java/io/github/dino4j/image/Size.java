package io.github.dino4j.image;

/** Width and height in pixels, both at least 1. */
public record Size(int width, int height) {
  public Size {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a size of %d x %d".formatted(width, height));
    }
  }

  public static Size of(RgbImage image) {
    return new Size(image.width(), image.height());
  }

  public static Size of(ChannelImage image) {
    return new Size(image.width(), image.height());
  }

  /**
   * Bytes of such a picture.
   *
   * @throws IllegalArgumentException if no Java array holds as many
   */
  public int bytes() {
    long bytes = 3L * width * height;
    if (bytes > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "%d x %d pixels do not fit an array".formatted(width, height));
    }
    return (int) bytes;
  }

  /** The box that covers it all. */
  public Box whole() {
    return new Box(0, 0, width, height);
  }
}
