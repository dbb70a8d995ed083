package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import java.util.Arrays;

/**
 * Puts the samples of PNG rows where they belong in an RGB picture, whole or pass by pass (Adam7).
 * As in Pillow, alpha is dropped, 16-bit gray above 255 becomes 255, and other 16-bit samples lose
 * their low byte.
 */
final class PngPixels {
  /** Left, top, step across, step down of the seven passes. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final PngLayout layout;
  private final byte[] rgb;
  private final byte[] colours;

  PngPixels(PngLayout layout, byte[] palette) {
    this.layout = layout;
    this.rgb = new byte[Math.toIntExact((long) layout.width() * layout.height() * 3)];
    this.colours = layout.colour() == PngLayout.PALETTE ? padded(palette) : grays(layout.depth());
  }

  RgbImage read(PngRows rows) {
    for (int[] pass : passes(layout)) {
      int columns = columns(layout, pass);
      if (columns > 0) {
        readPass(rows, pass, columns);
      }
    }
    return new RgbImage(layout.width(), layout.height(), rgb);
  }

  /** Left, top, step across, step down of each pass. */
  static int[][] passes(PngLayout layout) {
    return layout.interlaced() ? ADAM7 : WHOLE;
  }

  /** Pixels of a row in a pass; none where the picture is too narrow. */
  static int columns(PngLayout layout, int[] pass) {
    return (layout.width() - pass[0] + pass[2] - 1) / pass[2];
  }

  private void readPass(PngRows rows, int[] pass, int columns) {
    byte[] row = new byte[layout.rowBytes(columns)];
    byte[] above = new byte[row.length];
    for (int y = pass[1]; y < layout.height(); y += pass[3]) {
      rows.read(row, above, layout.filterStep());
      place(row, (y * layout.width() + pass[0]) * 3, pass[2] * 3, columns);
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  private void place(byte[] row, int start, int step, int columns) {
    int sample = layout.depth() / 8;
    switch (layout.colour()) {
      case PngLayout.RGB, PngLayout.RGB_ALPHA -> {
        int pixel = layout.channels() * sample;
        for (int x = 0, i = 0, o = start; x < columns; x++, i += pixel, o += step) {
          rgb[o] = row[i];
          rgb[o + 1] = row[i + sample];
          rgb[o + 2] = row[i + 2 * sample];
        }
      }
      case PngLayout.GRAY_ALPHA -> {
        for (int x = 0, i = 0, o = start; x < columns; x++, i += 2 * sample, o += step) {
          gray(o, row[i]);
        }
      }
      default -> placeIndexed(row, start, step, columns);
    }
  }

  private void placeIndexed(byte[] row, int start, int step, int columns) {
    int depth = layout.depth();
    for (int x = 0, o = start; x < columns; x++, o += step) {
      if (depth == 16) {
        gray(o, row[2 * x] == 0 ? row[2 * x + 1] : (byte) 255);
        continue;
      }
      int bit = x * depth;
      int index = (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
      System.arraycopy(colours, index * 3, rgb, o, 3);
    }
  }

  private void gray(int at, byte value) {
    rgb[at] = value;
    rgb[at + 1] = value;
    rgb[at + 2] = value;
  }

  /** Indices past the end of a palette are black. */
  private static byte[] padded(byte[] palette) {
    if (palette.length == 0) {
      throw UnreadableImageException.broken("PNG", "it lacks its palette");
    }
    return Arrays.copyOf(palette, 256 * 3);
  }

  private static byte[] grays(int depth) {
    byte[] grays = new byte[256 * 3];
    int last = (1 << Math.min(8, depth)) - 1;
    for (int i = 0; i <= last; i++) {
      Arrays.fill(grays, i * 3, i * 3 + 3, (byte) (i * 255 / last));
    }
    return grays;
  }
}
