package io.github.dino4j.image.codec;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG with four channels, as print shops leave them. The raw channels come from the JDK's decoder;
 * the way to RGB is Pillow's: Adobe's files are inverted, YCCK is turned to CMYK first, and each
 * colour is (255 - K) darkened by its ink.
 */
public final class CmykJpeg {
  private static final int YCCK = 2;

  private CmykJpeg() {}

  static RgbImage decode(Bytes file, JpegFrame frame) {
    byte[] inks = channels(file.data);
    if (inks.length != frame.width() * frame.height() * 4) {
      throw UnreadableImageException.broken("JPEG", "its channels differ in size");
    }
    if (frame.adobeTransform() == YCCK) {
      toCmyk(inks);
    }
    boolean inverted = frame.adobeTransform() >= 0;
    byte[] rgb = new byte[inks.length / 4 * 3];
    for (int i = 0, o = 0; i < inks.length; i += 4) {
      int light = inverted ? inks[i + 3] & 0xff : 255 - (inks[i + 3] & 0xff);
      for (int c = 0; c < 3; c++) {
        int ink = inverted ? 255 - (inks[i + c] & 0xff) : inks[i + c] & 0xff;
        rgb[o++] = inked(ink, light);
      }
    }
    return new RgbImage(frame.width(), frame.height(), rgb);
  }

  /** What is left of the light under an ink, with Pillow's rounding of ink * light / 255. */
  public static byte inked(int ink, int light) {
    int product = ink * light + 128;
    int taken = ((product >> 8) + product) >> 8;
    return (byte) Math.clamp(light - taken, 0, 255);
  }

  private static byte[] channels(byte[] jpeg) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      return (byte[]) raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), null);
    } catch (IOException | RuntimeException e) {
      throw UnreadableImageException.broken("JPEG", "its data cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  /** YCbCr of the inverted inks back to inks, with libjpeg's fixed point (16 bits, rounded). */
  private static void toCmyk(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 4) {
      int y = pixels[i] & 0xff;
      int cb = (pixels[i + 1] & 0xff) - 128;
      int cr = (pixels[i + 2] & 0xff) - 128;
      pixels[i] = clamped(255 - (y + ((91881 * cr + 32768) >> 16)));
      pixels[i + 1] = clamped(255 - (y + ((-22554 * cb - 46802 * cr + 32768) >> 16)));
      pixels[i + 2] = clamped(255 - (y + ((116130 * cb + 32768) >> 16)));
    }
  }

  private static byte clamped(int value) {
    return (byte) Math.clamp(value, 0, 255);
  }
}
