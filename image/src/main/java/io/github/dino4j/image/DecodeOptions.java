package io.github.dino4j.image;

/**
 * How files become pixels.
 *
 * @param orientation whether photos are turned upright; the reference leaves them as stored, which
 *     {@link #asReference()} does too
 * @param maxPixels width x height above which a file is refused before anything is decoded
 */
public record DecodeOptions(Orientation orientation, long maxPixels) {
  /** Where Pillow refuses a picture as a decompression bomb. */
  public static final long PILLOW_MAX_PIXELS = 178_956_970;

  public DecodeOptions {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("the limit of pixels is %d, below 1".formatted(maxPixels));
    }
  }

  /** Upright photos of at most {@value #PILLOW_MAX_PIXELS} pixels. */
  public static DecodeOptions standard() {
    return new DecodeOptions(Orientation.UPRIGHT, PILLOW_MAX_PIXELS);
  }

  /** Pixels as stored, which is what the reference's data sets give to its models. */
  public static DecodeOptions asReference() {
    return new DecodeOptions(Orientation.AS_STORED, PILLOW_MAX_PIXELS);
  }

  /**
   * Refuses what would not fit an array or the memory, before anything is decoded.
   *
   * @throws UnreadableImageException with the sizes and the limit
   */
  public void requireFit(int width, int height, long bytesPerPixel) {
    long pixels = (long) width * height;
    if (pixels > maxPixels) {
      throw new UnreadableImageException(
          "%,d x %,d are more than the limit of %,d pixels (a decompression bomb?)"
              .formatted(width, height, maxPixels));
    }
    long bytes = pixels * bytesPerPixel;
    if (bytes > Integer.MAX_VALUE - 16 || bytes > Runtime.getRuntime().maxMemory() / 2) {
      throw new UnreadableImageException(
          "%,d x %,d need %,d MB, too much for this JVM; raise -Xmx"
              .formatted(width, height, bytes >> 20));
    }
  }
}
