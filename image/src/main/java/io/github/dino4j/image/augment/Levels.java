package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import java.util.function.IntUnaryOperator;

/** A change that looks at each byte alone, tabulated: 256 bytes. */
final class Levels {
  private final byte[] table = new byte[256];

  Levels(IntUnaryOperator change) {
    for (int level = 0; level < table.length; level++) {
      table[level] = (byte) change.applyAsInt(level);
    }
  }

  RgbImage apply(RgbImage image) {
    byte[] pixels = image.pixels();
    byte[] out = new byte[pixels.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = table[pixels[i] & 0xff];
    }
    return new RgbImage(image.width(), image.height(), out);
  }
}
