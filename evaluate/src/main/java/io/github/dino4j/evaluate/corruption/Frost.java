package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/**
 * A frozen pane over the picture. The original mixes the picture with photographs of frost; here
 * the frost is drawn: crystals that branch by 60 degrees, from the borders and from seeds between,
 * over an uneven haze. How much of picture and frost is seen are the published constants.
 */
final class Frost {
  private static final float[] PICTURE = {1, 0.8f, 0.7f, 0.65f, 0.6f};
  private static final float[] FROST = {0.4f, 0.6f, 0.7f, 0.7f, 0.75f};

  /** Frost is a little blue where it is thin. */
  private static final float[] TINT = {0.80f, 0.90f, 1};

  private static final double HAZE_DECAY = 1.6;

  private Frost() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    float[] ice = ice(picture, random);
    float[][] out = new float[3][ice.length];
    for (int channel = 0; channel < 3; channel++) {
      float[] plane = picture.channels()[channel];
      for (int i = 0; i < ice.length; i++) {
        float frost = ice[i] * (TINT[channel] + (1 - TINT[channel]) * ice[i]);
        out[channel][i] = PICTURE[severity] * plane[i] + FROST[severity] * frost;
      }
    }
    return new Planes(picture.width(), picture.height(), out);
  }

  /** From 0, clear glass, to 1. */
  private static float[] ice(Planes picture, SplittableRandom random) {
    float[] crystals = new IceCrystals(picture, random).draw();
    float[] glow = Convolution2d.gaussian(picture, crystals, 2.5 * picture.scale(), 3);
    float[] haze = Fog.clouds(picture, Fog.plasma(HAZE_DECAY, random));
    float[] ice = new float[crystals.length];
    for (int i = 0; i < ice.length; i++) {
      float cover = 0.7f + 0.5f * haze[i];
      ice[i] = Math.min(1, cover * (0.6f * crystals[i] + 0.9f * glow[i] + 0.4f * haze[i]));
    }
    return ice;
  }
}
