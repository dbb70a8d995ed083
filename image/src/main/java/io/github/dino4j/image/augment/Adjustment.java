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

  /** Turns the colours of a picture around the circle of hues. */
  static final class HueTurn {
    private HueTurn() {}

    /**
     * @param factor share of the circle, -0.5 to 0.5
     */
    static RgbImage apply(RgbImage image, double factor) {
      if (!(Math.abs(factor) <= 0.5)) {
        throw new IllegalArgumentException(
            "a hue factor of %s leaves -0.5 to 0.5".formatted(factor));
      }
      int shift = (int) (factor * 255);
      byte[] pixels = image.pixels();
      byte[] out = new byte[pixels.length];
      for (int i = 0; i < pixels.length; i += 3) {
        int red = pixels[i] & 0xff;
        int green = pixels[i + 1] & 0xff;
        int blue = pixels[i + 2] & 0xff;
        int hue = (Hsv.hue(red, green, blue) + shift) & 0xff;
        int saturation = Hsv.saturation(red, green, blue);
        Hsv.store(hue, saturation, Hsv.value(red, green, blue), out, i);
      }
      return new RgbImage(image.width(), image.height(), out);
    }
  }
}
