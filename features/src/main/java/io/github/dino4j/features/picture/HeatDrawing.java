package io.github.dino4j.features.picture;

import io.github.dino4j.image.picture.Photos;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Draws one number a patch as heat over the photo. */
public final class HeatDrawing {
  private static final double GREY = 0.7;
  private static final double DIM = 0.4;
  private static final double WEAKEST = 0.5;
  private static final double STRONGEST = 0.82;

  private HeatDrawing() {}

  /**
   * The values that get the first and the last colour.
   *
   * @param low first colour, and everything below
   * @param high last colour, and everything above
   */
  public record Range(double low, double high) {

    /**
     * From the 2nd to the 99.5th percentile: shows the shape, not the level, and one odd patch does
     * not darken all others.
     */
    public static Range ofShape(float[] values) {
      return new Range(quantile(values, 0.02), quantile(values, 0.995));
    }

    /**
     * From the mean to three quarters of the way to the greatest: only what stands out gets colour.
     */
    public static Range ofPeaks(float[] values) {
      double sum = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (float value : values) {
        sum += value;
        most = Math.max(most, value);
      }
      double mean = sum / values.length;
      return new Range(mean, mean + 0.75 * (most - mean));
    }

    double share(float value) {
      return high > low ? Math.clamp((value - low) / (high - low), 0.0, 1.0) : 0;
    }

    private static double quantile(float[] values, double q) {
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
  }

  /**
   * Heat over the grey photo.
   *
   * @throws IllegalArgumentException if there is not one value a patch
   */
  public static BufferedImage draw(View view, Heat heat, PictureStyle style) {
    BufferedImage drawn = Photos.dimmed(Photos.scaled(view.photo(), style.side()), GREY);
    float[] plane =
        new GridSampler(view.grid(), drawn, style.upsampling()).plane(heat.values(), 1, 0);
    int[] pixels = Photos.pixels(drawn);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = over(pixels[i], plane[i], heat.range());
    }
    return drawn;
  }

  /** {@code [rows, columns]} values with the range of their colours. */
  public record Heat(float[] values, Range range) {}

  private static int over(int grey, float value, Range range) {
    if (Float.isNaN(value)) {
      return Photos.mix(0, grey, DIM);
    }
    double share = range.share(value);
    return Photos.mix(grey, HeatColours.rgb(share), WEAKEST + (STRONGEST - WEAKEST) * share);
  }
}
