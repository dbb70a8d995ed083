package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;

/** Changes of colour with the bytes that torchvision gives for Pillow images. */
public enum Adjustment {
  /** Factor 0 is black, 1 the picture, more is brighter. */
  BRIGHTNESS {
    @Override
    public RgbImage apply(RgbImage image, double factor) {
      return Blend.brightness(image, (float) factor);
    }
  },
  /** Factor 0 is the mean gray, 1 the picture. */
  CONTRAST {
    @Override
    public RgbImage apply(RgbImage image, double factor) {
      return Blend.contrast(image, (float) factor);
    }
  },
  /** Factor 0 is the picture in gray, 1 the picture. */
  SATURATION {
    @Override
    public RgbImage apply(RgbImage image, double factor) {
      return Blend.saturation(image, (float) factor);
    }
  },
  /** The factor is the share of the circle of hues to turn by, -0.5 to 0.5; throws outside. */
  HUE {
    @Override
    public RgbImage apply(RgbImage image, double factor) {
      return HueTurn.apply(image, factor);
    }
  };

  /** The changed picture; the pixels of {@code image} stay as they are. */
  public abstract RgbImage apply(RgbImage image, double factor);
}
