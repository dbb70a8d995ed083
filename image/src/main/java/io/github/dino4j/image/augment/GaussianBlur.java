package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;

/**
 * Blurs by a Gaussian of 9 x 9 pixels, mirrored at the borders. Source: torchvision's GaussianBlur
 * (not Pillow's filter of the same name, which is another one).
 *
 * @param sigma standard deviation in pixels, above 0
 */
public record GaussianBlur(Range sigma) implements Augmentation {
  public GaussianBlur {
    sigma.checkWithin(Double.MIN_VALUE, Float.MAX_VALUE, "sigma");
  }

  /**
   * @throws IllegalArgumentException if a side of the picture is below 5 pixels: it has nothing to
   *     mirror
   */
  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    return blur(image, sigma.draw(draws));
  }

  static RgbImage blur(RgbImage image, double sigma) {
    if (Math.min(image.width(), image.height()) <= GaussianKernel.REACH) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels is too small to blur"
              .formatted(image.width(), image.height()));
    }
    return new Convolution(GaussianKernel.of((float) sigma), image).apply();
  }
}
