package io.github.dino4j.curate.filter;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.resample.Resampling;

/**
 * What tells a poor picture. All but the size are measured after the longer side was brought down
 * to {@link #SIDE} pixels, so that pictures of all sizes compare; smaller ones stay as they are.
 *
 * @param width in pixels
 * @param height in pixels
 * @param brightness mean luma, 0 to 1
 * @param dark which part of the pixels has a luma below 0.06
 * @param bright which part of the pixels has a luma above 0.94
 * @param sharpness variance of the Laplacian of the luma, of 0 to 255: low where it is blurred, or
 *     where there is nothing to see
 * @param contrast standard deviation of the luma, 0 to 0.5: near zero for one flat colour
 * @param colourfulness spread of the colours (Hasler and Süsstrunk, 2003), 0 where it is gray,
 *     above 60 where it is vivid
 */
public record ImageMeasures(
    int width,
    int height,
    double brightness,
    double dark,
    double bright,
    double sharpness,
    double contrast,
    double colourfulness) {
  /** Pixels of the longer side at which pictures are measured. */
  public static final int SIDE = 256;

  private static final double DARK = 0.06 * 255;
  private static final double BRIGHT = 0.94 * 255;

  /** The longer side over the shorter one. */
  public double ratio() {
    return (double) Math.max(width, height) / Math.min(width, height);
  }

  /** Measures a picture. */
  public static ImageMeasures of(RgbImage image) {
    RgbImage small = shrunk(image);
    int pixels = small.width() * small.height();
    double[] luma = new double[pixels];
    Moments redGreen = new Moments();
    Moments yellowBlue = new Moments();
    Moments lumas = new Moments();
    int dark = 0;
    int bright = 0;
    for (int i = 0; i < pixels; i++) {
      int red = small.pixels()[3 * i] & 0xff;
      int green = small.pixels()[3 * i + 1] & 0xff;
      int blue = small.pixels()[3 * i + 2] & 0xff;
      luma[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
      dark += luma[i] < DARK ? 1 : 0;
      bright += luma[i] > BRIGHT ? 1 : 0;
      lumas.add(luma[i]);
      redGreen.add(red - green);
      yellowBlue.add((red + green) / 2.0 - blue);
    }
    double spread = Math.sqrt(redGreen.variance() + yellowBlue.variance());
    double offset = Math.hypot(redGreen.mean(), yellowBlue.mean());
    return new ImageMeasures(
        image.width(),
        image.height(),
        lumas.mean() / 255,
        (double) dark / pixels,
        (double) bright / pixels,
        sharpness(luma, small.width(), small.height()),
        Math.sqrt(lumas.variance()) / 255,
        spread + 0.3 * offset);
  }

  private static RgbImage shrunk(RgbImage image) {
    int longer = Math.max(image.width(), image.height());
    if (longer <= SIDE) {
      return image;
    }
    double scale = (double) SIDE / longer;
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    return Resampling.BILINEAR.resize(image, new Size(width, height));
  }

  /** Of the pixels that have four neighbours; 0 where there are none. */
  private static double sharpness(double[] luma, int width, int height) {
    Moments laplacian = new Moments();
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        laplacian.add(luma[i - 1] + luma[i + 1] + luma[i - width] + luma[i + width] - 4 * luma[i]);
      }
    }
    return laplacian.variance();
  }

  private static final class Moments {
    private long count;
    private double sum;
    private double squares;

    void add(double value) {
      count++;
      sum += value;
      squares += value * value;
    }

    double mean() {
      return count == 0 ? 0 : sum / count;
    }

    double variance() {
      return count == 0 ? 0 : Math.max(0, squares / count - mean() * mean());
    }
  }
}
