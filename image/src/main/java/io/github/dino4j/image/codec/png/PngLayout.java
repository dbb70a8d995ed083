package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;

/**
 * The header chunk of a PNG.
 *
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param colour 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
 * @param interlaced whether the rows come in Adam7's seven passes
 */
public record PngLayout(int width, int height, int depth, int colour, boolean interlaced) {
  static final int GRAY = 0;
  static final int RGB = 2;
  public static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  static PngLayout read(Bytes file, int at) {
    if (!file.has(at - 4, "IHDR")) {
      throw UnreadableImageException.broken("PNG", "no header chunk");
    }
    long width = file.u32(at);
    long height = file.u32(at + 4);
    int depth = file.u8(at + 8);
    int colour = file.u8(at + 9);
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw UnreadableImageException.broken("PNG", "a size of " + width + " x " + height);
    }
    if (!exists(depth, colour) || file.u8(at + 10) != 0 || file.u8(at + 11) != 0) {
      throw UnreadableImageException.broken(
          "PNG", "no such kind: %d bits, colour %d".formatted(depth, colour));
    }
    return new PngLayout((int) width, (int) height, depth, colour, file.u8(at + 12) != 0);
  }

  private static boolean exists(int depth, int colour) {
    return switch (colour) {
      case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
      case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
      case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
      default -> false;
    };
  }

  public int channels() {
    return switch (colour) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of this many pixels, without its filter byte. */
  int rowBytes(int pixels) {
    return Math.toIntExact(((long) pixels * channels() * depth + 7) / 8);
  }

  /** The distance in bytes to the pixel on the left, as filters count it: at least 1. */
  int filterStep() {
    return Math.max(1, channels() * depth / 8);
  }
}
