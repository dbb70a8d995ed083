package io.github.dino4j.image.codec.tiff;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.codec.CmykJpeg;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Samples of a TIFF to RGB as Pillow converts them: alpha is dropped; gray of more than 8 bits is
 * clipped at 255; colours of 16 bits lose their low byte; palettes are looked up.
 */
final class TiffPixels {
  private static final int COLOURS = 3;
  private static final int INKS = 4;

  /** Turns the samples of one pixel, from {@code i}, to three bytes, from {@code o}. */
  private interface Conversion {
    void put(int[] samples, int i, byte[] rgb, int o);
  }

  private TiffPixels() {}

  /**
   * @param colourMap all reds, greens and blues of the palette in 16 bits; empty if it has none
   */
  static RgbImage toRgb(BufferedImage picture, int[] colourMap) {
    Raster raster = picture.getRaster();
    boolean indexed = picture.getColorModel() instanceof IndexColorModel && colourMap.length > 0;
    Conversion conversion = indexed ? lookup(colourMap) : conversion(picture);
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width * bands];
    for (int y = 0, o = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += bands, o += 3) {
        conversion.put(row, i, rgb, o);
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  private static Conversion lookup(int[] colourMap) {
    int size = colourMap.length / COLOURS;
    return (samples, i, rgb, o) -> {
      for (int c = 0; c < COLOURS; c++) {
        rgb[o + c] = (byte) (colourMap[c * size + Math.min(samples[i], size - 1)] >> 8);
      }
    };
  }

  private static Conversion conversion(BufferedImage picture) {
    Raster raster = picture.getRaster();
    int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    if (picture.getColorModel() instanceof IndexColorModel palette) {
      return (samples, i, rgb, o) -> {
        int colour = palette.getRGB(samples[i]);
        rgb[o] = (byte) (colour >> 16);
        rgb[o + 1] = (byte) (colour >> 8);
        rgb[o + 2] = (byte) colour;
      };
    } else if (picture.getColorModel().getColorSpace().getNumComponents() == INKS) {
      return (samples, i, rgb, o) -> {
        int light = 255 - (samples[i + 3] >> shift);
        for (int c = 0; c < COLOURS; c++) {
          rgb[o + c] = CmykJpeg.inked(samples[i + c] >> shift, light);
        }
      };
    } else if (raster.getNumBands() >= COLOURS) {
      return (samples, i, rgb, o) -> {
        for (int c = 0; c < COLOURS; c++) {
          rgb[o + c] = (byte) Math.clamp(samples[i + c] >> shift, 0, 255);
        }
      };
    }
    return (samples, i, rgb, o) -> {
      byte gray = (byte) Math.clamp(samples[i], 0, 255);
      rgb[o] = gray;
      rgb[o + 1] = gray;
      rgb[o + 2] = gray;
    };
  }
}
