package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;

/**
 * What precedes the samples of a Netpbm file.
 *
 * @param kind 1 to 6, the digit of the magic number
 * @param max the sample that means white; 1 for bitmaps
 * @param data where the samples start
 */
record PnmHeader(int kind, int width, int height, int max, int data) {
  static PnmHeader read(Bytes file) {
    int kind = file.u8(1) - '0';
    boolean bits = kind == 1 || kind == 4;
    PnmText text = new PnmText(file, 2);
    int width = text.number();
    int height = text.number();
    int max = bits ? 1 : text.number();
    if (width < 1 || height < 1 || max < 1 || max > 65535) {
      throw UnreadableImageException.broken(
          "PNM", "%d x %d pixels of maximum %d".formatted(width, height, max));
    }
    return new PnmHeader(kind, width, height, max, text.position());
  }

  boolean plain() {
    return kind <= 3;
  }

  boolean bits() {
    return kind == 1 || kind == 4;
  }

  int channels() {
    return kind == 3 || kind == 6 ? 3 : 1;
  }

  int samples() {
    return Math.multiplyExact(Math.multiplyExact(width, height), channels());
  }

  /** The 8-bit value of each sample up to the maximum. */
  byte[] scale() {
    int white = max > 255 && channels() == 1 ? 65535 : 255;
    byte[] scaled = new byte[max + 1];
    for (int value = 0; value <= max; value++) {
      scaled[value] = (byte) Math.min(255, (int) Math.rint(value / (double) max * white));
    }
    return scaled;
  }
}
