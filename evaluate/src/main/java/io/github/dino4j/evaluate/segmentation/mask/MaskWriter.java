package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.nio.file.Path;

/**
 * Writes masks as PNG: indexed, with the palette's colours, where there are up to 255 classes, else
 * as 16-bit gray. The highest number, 255 or 65535, stands for ignored pixels.
 */
public final class MaskWriter {
  private static final int BYTE_COLOURS = 256;
  private static final int SHORT_MASK = 0xffff;

  private MaskWriter() {}

  /** A file appears whole or not at all, over an old one if there is one. */
  public static void write(LabelMap mask, ClassPalette palette, Path file) {
    byte[] bytes = encode(mask, palette);
    WholeFile.write(file, out -> out.write(bytes));
  }

  /** The bytes of such a file. */
  public static byte[] encode(LabelMap mask, ClassPalette palette) {
    return PictureFile.encode(picture(mask, palette), "png");
  }

  private static BufferedImage picture(LabelMap mask, ClassPalette palette) {
    boolean indexed = palette.size() < BYTE_COLOURS;
    BufferedImage picture =
        indexed
            ? new BufferedImage(
                mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, colours(palette))
            : new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_USHORT_GRAY);
    int bits = indexed ? BYTE_COLOURS - 1 : SHORT_MASK;
    WritableRaster raster = picture.getRaster();
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        raster.setSample(x, y, 0, mask.at(x, y) & bits);
      }
    }
    return picture;
  }

  private static IndexColorModel colours(ClassPalette palette) {
    int[] rgb = new int[BYTE_COLOURS]; // black where there is no class
    for (int i = 0; i < palette.size(); i++) {
      rgb[i] = palette.colours().get(i);
    }
    return new IndexColorModel(
        Byte.SIZE, BYTE_COLOURS, rgb, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
  }
}
