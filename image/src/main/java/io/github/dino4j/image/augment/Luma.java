package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;

/** Brightness of a colour by ITU-R 601-2 in fixed point with 16 bits, as Pillow's mode L. */
final class Luma {
  private Luma() {}

  static int of(int red, int green, int blue) {
    return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }

  /** Of all pixels, rounded. */
  static int mean(RgbImage image) {
    byte[] pixels = image.pixels();
    long sum = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      sum += of(pixels[i] & 0xff, pixels[i + 1] & 0xff, pixels[i + 2] & 0xff);
    }
    return (int) ((double) sum / (pixels.length / 3) + 0.5);
  }

  /** The picture in gray, still with three channels. */
  static RgbImage gray(RgbImage image) {
    byte[] pixels = image.pixels();
    byte[] out = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i += 3) {
      byte gray = (byte) of(pixels[i] & 0xff, pixels[i + 1] & 0xff, pixels[i + 2] & 0xff);
      out[i] = gray;
      out[i + 1] = gray;
      out[i + 2] = gray;
    }
    return new RgbImage(image.width(), image.height(), out);
  }
}
