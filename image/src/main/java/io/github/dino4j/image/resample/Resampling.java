package io.github.dino4j.image.resample;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;

/**
 * Resizing that gives Pillow's very bytes: a separable filter, widened when it shrinks so that
 * nothing aliases; weights in fixed point with 22 bits; rows first, rounded to 8 bits, then
 * columns. Source: Pillow, {@code src/libImaging/Resample.c}; the bicubic has a = -0.5.
 */
public enum Resampling {
  BILINEAR(1) {
    @Override
    public double weight(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }
  },
  BICUBIC(2) {
    @Override
    public double weight(double x) {
      double d = Math.abs(x);
      if (d < 1) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * A : 0;
    }
  };

  private static final double A = -0.5;

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  /** The filter at a distance, in pixels of the coarser grid. */
  public abstract double weight(double x);

  /** How far the filter reaches to each side. */
  public double support() {
    return support;
  }

  /** The whole picture at another size; the image itself where the size is already right. */
  public RgbImage resize(RgbImage image, Size size) {
    return resize(image, Size.of(image).whole(), size);
  }

  /**
   * A part of the picture at another size, as if it had been cut out first: nothing outside of the
   * part is seen.
   */
  public RgbImage resize(RgbImage image, Box part, Size size) {
    return resize(image, part, size, size.whole());
  }

  /** The same for any number of channels, in float32. */
  public ChannelImage resize(ChannelImage image, Box part, Size size) {
    return resize(image, part, size, size.whole());
  }

  /** The same, of which only a window is wanted and computed. */
  public ChannelImage resize(ChannelImage image, Box part, Size size, Box window) {
    part.checkInside(Size.of(image));
    window.checkInside(size);
    return ChannelResizer.resize(this, image, part, new Resizer.Target(size, window));
  }

  /**
   * The same, of which only a window is wanted and computed.
   *
   * @param size of the whole result
   * @param window of the result that is returned
   */
  public RgbImage resize(RgbImage image, Box part, Size size, Box window) {
    part.checkInside(Size.of(image));
    window.checkInside(size);
    boolean whole = part.equals(Size.of(image).whole()) && window.equals(size.whole());
    if (whole && size.equals(Size.of(image))) {
      return image;
    }
    return new Resizer(this, part, new Resizer.Target(size, window)).resize(image);
  }
}
