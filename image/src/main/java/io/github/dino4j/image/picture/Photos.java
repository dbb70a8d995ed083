package io.github.dino4j.image.picture;

import io.github.dino4j.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Photos as something to draw on. */
public final class Photos {
  private Photos() {}

  /**
   * A photo scaled to a given size, without aliasing.
   *
   * @param side the longer side of the result, in pixels
   */
  public static BufferedImage scaled(RgbImage photo, int side) {
    double scale = side / (double) Math.max(photo.width(), photo.height());
    int width = Math.max(1, (int) Math.round(photo.width() * scale));
    int height = Math.max(1, (int) Math.round(photo.height() * scale));
    BufferedImage image = toBufferedImage(photo);
    while (image.getWidth() >= 2 * width && image.getHeight() >= 2 * height) {
      image = resized(image, image.getWidth() / 2, image.getHeight() / 2);
    }
    return resized(image, width, height);
  }

  /** The same pixels. */
  public static BufferedImage toBufferedImage(RgbImage photo) {
    BufferedImage image =
        new BufferedImage(photo.width(), photo.height(), BufferedImage.TYPE_INT_RGB);
    byte[] bytes = photo.pixels();
    int[] rgb = pixels(image);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] =
          (bytes[3 * i] & 255) << 16 | (bytes[3 * i + 1] & 255) << 8 | (bytes[3 * i + 2] & 255);
    }
    return image;
  }

  public static BufferedImage copy(BufferedImage image) {
    return resized(image, image.getWidth(), image.getHeight());
  }

  /** Grey and darker, so that colours on top stand out. */
  public static BufferedImage dimmed(BufferedImage image, double brightness) {
    BufferedImage dimmed = copy(image);
    int[] rgb = pixels(dimmed);
    for (int i = 0; i < rgb.length; i++) {
      int grey = (int) (brightness * luminance(rgb[i]));
      rgb[i] = grey << 16 | grey << 8 | grey;
    }
    return dimmed;
  }

  /** The pixels of a picture of this class, {@code 0xRRGGBB} row by row: written to, not copied. */
  public static int[] pixels(BufferedImage image) {
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  /** 0 to 255, by the weights of Rec. 601. */
  public static double luminance(int rgb) {
    return 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
  }

  /** {@code weight} of the second colour over the first, channel by channel. */
  public static int mix(int first, int second, double weight) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double a = first >> shift & 255;
      double b = second >> shift & 255;
      mixed |= (int) Math.round(a + weight * (b - a)) << shift;
    }
    return mixed;
  }

  private static BufferedImage resized(BufferedImage image, int width, int height) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION,
          width < image.getWidth()
              ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
              : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return result;
  }
}
