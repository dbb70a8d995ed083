package io.github.dino4j.features.picture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Lays pictures out on one sheet. */
public final class Panels {
  private static final int GAP = 8;
  private static final int PAPER = 0x16181D;
  private static final int INK = 0xE8E6E1;

  private Panels() {}

  /** Side by side, top aligned. */
  public static BufferedImage row(BufferedImage... pictures) {
    int width = -GAP;
    int height = 1;
    for (BufferedImage picture : pictures) {
      width += picture.getWidth() + GAP;
      height = Math.max(height, picture.getHeight());
    }
    BufferedImage row = blank(Math.max(1, width), height);
    int left = 0;
    for (BufferedImage picture : pictures) {
      put(row, picture, left, 0);
      left += picture.getWidth() + GAP;
    }
    return row;
  }

  /**
   * In rows of equal cells.
   *
   * @param pictures row by row; each sits at the top left of its cell
   * @param columns pictures a row
   */
  public static BufferedImage sheet(List<BufferedImage> pictures, int columns) {
    int width = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElse(1);
    int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(1);
    int rows = Math.ceilDiv(pictures.size(), columns);
    BufferedImage sheet =
        blank((width + GAP) * columns - GAP, Math.max(1, (height + GAP) * rows - GAP));
    for (int i = 0; i < pictures.size(); i++) {
      put(sheet, pictures.get(i), i % columns * (width + GAP), i / columns * (height + GAP));
    }
    return sheet;
  }

  /** A strip with a label above the picture. */
  static BufferedImage labelled(BufferedImage picture, String label) {
    int dot = Math.max(1, picture.getWidth() / 160);
    int strip = (PixelFont.HEIGHT + 6) * dot;
    BufferedImage result = blank(picture.getWidth(), picture.getHeight() + strip);
    put(result, picture, 0, strip);
    PixelFont.draw(result, label, new PixelFont.Spot(2 * dot, 3 * dot, dot), INK);
    return result;
  }

  private static BufferedImage blank(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    Arrays.fill(row, PAPER);
    image.setRGB(0, 0, width, height, row, 0, 0);
    return image;
  }

  private static void put(BufferedImage sheet, BufferedImage picture, int left, int top) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    sheet.setRGB(left, top, width, height, pixels, 0, width);
  }
}
