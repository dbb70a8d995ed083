package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** Falling snow: bright specks with trails, in two directions, over a paler picture. */
final class Snow {
  /**
   * Constants of a severity.
   *
   * @param mean of the noise that specks are cut from, whose deviation is 0.3
   * @param grain of the noise in pixels
   * @param threshold below which there is no speck
   * @param radius of the trails in pixels
   * @param sigma by which trails fade
   * @param picture how much of the picture's own colour is left
   */
  private record Fall(
      double mean, double grain, double threshold, double radius, double sigma, float picture) {}

  private static final Fall[] FALLS = {
    new Fall(0.1, 3, 0.5, 10, 4, 0.8f),
    new Fall(0.2, 2, 0.5, 12, 4, 0.7f),
    new Fall(0.55, 4, 0.9, 12, 8, 0.7f),
    new Fall(0.55, 4.5, 0.85, 12, 8, 0.65f),
    new Fall(0.55, 2.5, 0.85, 12, 12, 0.55f)
  };

  private static final double DEVIATION = 0.3;

  private Snow() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    Fall fall = FALLS[severity];
    float[] specks = specks(picture, fall, random);
    float[] pale = pale(picture);
    return picture.map(plane -> {
      float[] out = new float[plane.length];
      for (int i = 0; i < out.length; i++) {
        float faded = fall.picture * plane[i] + (1 - fall.picture) * Math.max(plane[i], pale[i]);
        out[i] = faded + specks[i] + specks[out.length - 1 - i]; // and turned by 180 degrees
      }
      return out;
    });
  }

  private static float[] specks(Planes picture, Fall fall, SplittableRandom random) {
    float[] noise = new float[picture.width() * picture.height()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (fall.mean + DEVIATION * random.nextGaussian());
    }
    float[] specks = picture.zoomed(noise, Math.max(1, fall.grain * picture.scale()));
    for (int i = 0; i < specks.length; i++) {
      specks[i] = specks[i] < fall.threshold ? 0 : Math.clamp(specks[i], 0f, 1f);
    }
    double angle = random.nextDouble(-135, -45);
    double scale = picture.scale();
    return new MotionBlur.Trail(fall.radius * scale, fall.sigma * scale, angle)
        .apply(picture, specks);
  }

  /** The picture in gray, much brighter. */
  private static float[] pale(Planes picture) {
    float[][] rgb = picture.channels();
    float[] pale = new float[rgb[0].length];
    for (int i = 0; i < pale.length; i++) {
      pale[i] = 1.5f * (0.299f * rgb[0][i] + 0.587f * rgb[1][i] + 0.114f * rgb[2][i]) + 0.5f;
    }
    return pale;
  }
}
