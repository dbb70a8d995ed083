package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.image.RgbImage;

/** Mirror images: left and right change places. */
public final class Mirror {
  private static final int RGB = 3;

  private Mirror() {}

  public static RgbImage of(RgbImage image) {
    byte[] pixels = image.pixels();
    byte[] mirrored = new byte[pixels.length];
    int row = image.width() * RGB;
    for (int i = 0; i < pixels.length; i += RGB) {
      int x = i % row;
      System.arraycopy(pixels, i, mirrored, i - x + row - RGB - x, RGB);
    }
    return new RgbImage(image.width(), image.height(), mirrored);
  }
}
