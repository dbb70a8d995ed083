package io.github.dino4j.image.codec;

import io.github.dino4j.image.RgbImage;

/** Writes JPEG: baseline, with the usual tables, colours at half the resolution. */
public final class JpegEncoder {
  private JpegEncoder() {}

  /**
   * The bytes of a file.
   *
   * @param quality from 1 to 100, as libjpeg and Pillow count it
   */
  public static byte[] encode(RgbImage image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("a JPEG of quality %d, not 1 to 100".formatted(quality));
    }
    return OpenCv.encodeJpeg(image, quality);
  }
}
