package io.github.dino4j.image.augment;

/**
 * Between RGB and HSV in bytes, with the roundings of Pillow's mode HSV: hue and saturation are cut
 * off to whole numbers of 255ths, and on the way back colours are rounded. Source: Pillow, {@code
 * src/libImaging/Convert.c}.
 */
final class Hsv {
  /** Where the largest channel, the smallest and the one between lie, by sector of the circle. */
  private static final int[] LARGEST = {0, 1, 1, 2, 2, 0};

  private static final int[] SMALLEST = {2, 2, 0, 0, 1, 1};
  private static final int[] BETWEEN = {1, 0, 2, 1, 0, 2};

  /**
   * {@code [6, 256, 256]}: by sector, chroma and how far the channel between is from the largest.
   */
  private static final byte[] HUE = hues();

  /** {@code [256, 256]}: by chroma and value. */
  private static final byte[] SATURATION = saturations();

  /** {@code [256]}: the sector of a hue. */
  private static final int[] SECTOR = new int[256];

  /** {@code [256]}: the share of the saturation that the channel between lacks. */
  private static final double[] SHARE = new double[256];

  /** {@code [256]}: saturation from 0 to 1. */
  private static final float[] PART = new float[256];

  static {
    for (int level = 0; level < 256; level++) {
      double sixth = level * 6.0 / 255.0;
      int sector = (int) sixth;
      float past = (float) (sixth - sector);
      SECTOR[level] = sector % 6;
      SHARE[level] = sector % 2 == 0 ? 1.0 - past : past;
      PART[level] = (float) (level / 255.0);
    }
  }

  private Hsv() {}

  private static byte[] saturations() {
    byte[] table = new byte[256 * 256];
    for (int chroma = 0; chroma < 256; chroma++) {
      for (int value = Math.max(1, chroma); value < 256; value++) {
        table[chroma * 256 + value] = (byte) (int) ((float) chroma / value * 255.0);
      }
    }
    return table;
  }

  private static byte[] hues() {
    byte[] table = new byte[6 * 256 * 256];
    for (int sector = 0; sector < 6; sector++) {
      for (int chroma = 1; chroma < 256; chroma++) {
        for (int below = 0; below <= chroma; below++) {
          table[(sector * 256 + chroma) * 256 + below] = hue(sector, (float) below / chroma);
        }
      }
    }
    return table;
  }

  /** The smallest channel is one chroma below the largest, so its distance is exactly 1. */
  private static byte hue(int sector, float below) {
    float sixths =
        switch (sector) {
          case 0 -> 1f - below;
          case 1 -> (float) (2.0 + below - 1f);
          case 2 -> (float) (2.0 + 1f - below);
          case 3 -> (float) (4.0 + below - 1f);
          case 4 -> (float) (4.0 + 1f - below);
          default -> below - 1f;
        };
    float turn = (float) ((sixths / 6.0 + 1.0) % 1.0);
    return (byte) (int) (turn * 255.0);
  }

  static int hue(int red, int green, int blue) {
    if (red >= green && red >= blue) {
      return green >= blue ? hue(0, red, green, blue) : hue(5, red, blue, green);
    } else if (green >= blue) {
      return red >= blue ? hue(1, green, red, blue) : hue(2, green, blue, red);
    }
    return green >= red ? hue(3, blue, green, red) : hue(4, blue, red, green);
  }

  private static int hue(int sector, int largest, int between, int smallest) {
    int row = sector * 256 + (largest - smallest);
    return HUE[row * 256 + (largest - between)] & 0xff;
  }

  static int saturation(int red, int green, int blue) {
    int value = value(red, green, blue);
    int chroma = value - Math.min(red, Math.min(green, blue));
    return SATURATION[chroma * 256 + value] & 0xff;
  }

  static int value(int red, int green, int blue) {
    return Math.max(red, Math.max(green, blue));
  }

  /** Writes red, green and blue from {@code at} on. */
  static void store(int hue, int saturation, int value, byte[] out, int at) {
    int sector = SECTOR[hue];
    float part = PART[saturation];
    out[at + LARGEST[sector]] = (byte) value;
    out[at + SMALLEST[sector]] = (byte) (int) (value * (1.0 - part) + 0.5);
    out[at + BETWEEN[sector]] = (byte) (int) (value * (1.0 - lacking(part, hue)) + 0.5);
  }

  /** In odd sectors Pillow multiplies two float32 numbers, in even ones a double is among them. */
  private static double lacking(float part, int hue) {
    double product = part * SHARE[hue];
    return (SECTOR[hue] & 1) == 0 ? product : (float) product;
  }
}
