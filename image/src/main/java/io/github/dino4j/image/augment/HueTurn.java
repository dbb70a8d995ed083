package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;

/** Turns the colours of a picture around the circle of hues. */
final class HueTurn {
  private HueTurn() {}

  /**
   * @param factor share of the circle, -0.5 to 0.5
   */
  static RgbImage apply(RgbImage image, double factor) {
    if (!(Math.abs(factor) <= 0.5)) {
      throw new IllegalArgumentException("a hue factor of %s leaves -0.5 to 0.5".formatted(factor));
    }
    int shift = (int) (factor * 255);
    byte[] pixels = image.pixels();
    byte[] out = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i += 3) {
      int red = pixels[i] & 0xff;
      int green = pixels[i + 1] & 0xff;
      int blue = pixels[i + 2] & 0xff;
      int hue = (Hsv.hue(red, green, blue) + shift) & 0xff;
      int saturation = Hsv.saturation(red, green, blue);
      Hsv.store(hue, saturation, Hsv.value(red, green, blue), out, i);
    }
    return new RgbImage(image.width(), image.height(), out);
  }
}
