package io.github.dino4j.video;

import io.github.dino4j.image.RgbImage;
import java.util.stream.IntStream;

/** Frames of 64 x 48 that show their own number: twelve blocks of 16 x 16, white ones are ones. */
final class NumberedFrames {
  private static final int BLOCK = 16;
  private static final int COLUMNS = 4;
  private static final int BITS = 12;
  private static final int BLACK = 16;
  private static final int WHITE = 235;
  private static final int NO_COLOUR = 128;

  private NumberedFrames() {}

  static int value(int frame, int plane, int x, int y) {
    if (plane > 0) {
      return NO_COLOUR;
    }
    int bit = y / BLOCK * COLUMNS + x / BLOCK;
    return (frame >> bit & 1) == 1 ? WHITE : BLACK;
  }

  /** The number that an upright picture shows. */
  static int read(RgbImage image) {
    return IntStream.range(0, BITS).map(bit -> isWhite(image, bit) ? 1 << bit : 0).sum();
  }

  private static boolean isWhite(RgbImage image, int bit) {
    int x = bit % COLUMNS * BLOCK + BLOCK / 2;
    int y = bit / COLUMNS * BLOCK + BLOCK / 2;
    return (image.pixels()[(y * image.width() + x) * 3] & 0xff) > NO_COLOUR;
  }
}
