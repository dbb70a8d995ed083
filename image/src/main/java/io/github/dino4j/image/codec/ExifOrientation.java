package io.github.dino4j.image.codec;

import io.github.dino4j.image.RgbImage;

/** Turns and mirrors pixels as EXIF orientation 2 to 8 asks (CIPA DC-008, tag 274). */
public final class ExifOrientation {
  private ExifOrientation() {}

  /** The upright picture; the image itself where nothing has to move. */
  public static RgbImage upright(RgbImage image, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    boolean swapped = orientation >= 5;
    int first = firstPixel(orientation, width, height);
    int right = swapped ? down(orientation, width) : across(orientation);
    int below = swapped ? across(orientation) : down(orientation, width);
    int outWidth = swapped ? height : width;
    int outHeight = swapped ? width : height;
    return new RgbImage(
        outWidth, outHeight, walk(image.pixels(), outWidth, first, new int[] {right, below}));
  }

  /** The stored pixel that comes to the top left. */
  private static int firstPixel(int orientation, int width, int height) {
    int column = across(orientation) > 0 ? 0 : width - 1;
    int row = down(orientation, width) > 0 ? 0 : height - 1;
    return row * width + column;
  }

  /** The step in stored columns: backwards in 2, 3, 7 and 8. */
  private static int across(int orientation) {
    return switch (orientation) {
      case 2, 3, 7, 8 -> -1;
      default -> 1;
    };
  }

  /** The step in stored rows: backwards in 3, 4, 6 and 7. */
  private static int down(int orientation, int width) {
    return switch (orientation) {
      case 3, 4, 6, 7 -> -width;
      default -> width;
    };
  }

  private static byte[] walk(byte[] pixels, int width, int first, int[] steps) {
    byte[] out = new byte[pixels.length];
    int row = first;
    for (int o = 0; o < out.length; row += steps[1]) {
      for (int x = 0, pixel = row * 3; x < width; x++, pixel += steps[0] * 3, o += 3) {
        out[o] = pixels[pixel];
        out[o + 1] = pixels[pixel + 1];
        out[o + 2] = pixels[pixel + 2];
      }
    }
    return out;
  }
}
