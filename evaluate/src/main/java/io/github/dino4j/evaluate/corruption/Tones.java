package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** Too bright, and too flat. */
final class Tones {
  private static final float[] BRIGHTER = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f};
  private static final float[] CONTRASTS = {0.4f, 0.3f, 0.2f, 0.1f, 0.05f};

  private Tones() {}

  /** The value of HSV is raised, hue and saturation stay: all channels grow by one factor. */
  static Planes brightness(Planes picture, int severity, SplittableRandom random) {
    float[][] rgb = picture.channels();
    float[][] out = new float[3][rgb[0].length];
    for (int i = 0; i < rgb[0].length; i++) {
      float value = Math.max(rgb[0][i], Math.max(rgb[1][i], rgb[2][i]));
      float raised = Math.min(1, value + BRIGHTER[severity]);
      for (int channel = 0; channel < 3; channel++) {
        out[channel][i] = value == 0 ? raised : rgb[channel][i] * (raised / value);
      }
    }
    return new Planes(picture.width(), picture.height(), out);
  }

  /** Moved towards the mean of each channel. */
  static Planes contrast(Planes picture, int severity, SplittableRandom random) {
    return picture.map(plane -> {
      double sum = 0;
      for (float value : plane) {
        sum += value;
      }
      float mean = (float) (sum / plane.length);
      float[] out = new float[plane.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = mean + CONTRASTS[severity] * (plane[i] - mean);
      }
      return out;
    });
  }
}
