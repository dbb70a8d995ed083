package io.github.dino4j.image.augment;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.resample.Resampling;

/**
 * A part of the picture of random area and aspect, resized to a square by bicubic resampling.
 * Source: torchvision's RandomResizedCrop.
 *
 * @param size side of the square, in pixels
 * @param scale area of the part, as a share of the picture
 */
public record RandomResizedCrop(int size, Range scale) implements Augmentation {
  private static final int TRIES = 10;
  private static final double NARROWEST = 3.0 / 4;
  private static final double WIDEST = 4.0 / 3;

  /** The lower one is torch's float32 logarithm, which is not the nearest float32 number. */
  private static final Range LOG_ASPECT = new Range(-0.28768206f, 0.28768212f);

  public RandomResizedCrop {
    if (size < 1) {
      throw new IllegalArgumentException("a crop of %d pixels".formatted(size));
    }
    scale.checkWithin(0, 1, "a scale");
  }

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    Box part = draw(new Size(image.width(), image.height()), draws);
    return Resampling.BICUBIC.resize(image, part, new Size(size, size));
  }

  /** The part to cut out of a picture of this size. */
  Box draw(Size image, RandomDraws draws) {
    long area = (long) image.width() * image.height();
    for (int i = 0; i < TRIES; i++) {
      double target = area * scale.draw(draws);
      double aspect = (float) Math.exp(LOG_ASPECT.draw(draws));
      int width = (int) Math.rint(Math.sqrt(target * aspect));
      int height = (int) Math.rint(Math.sqrt(target / aspect));
      if (0 < width && width <= image.width() && 0 < height && height <= image.height()) {
        int top = draws.integer(image.height() - height + 1);
        int left = draws.integer(image.width() - width + 1);
        return new Box(left, top, width, height);
      }
    }
    return centre(image);
  }

  /** The largest part from the middle whose aspect is allowed. */
  private static Box centre(Size image) {
    double aspect = (double) image.width() / image.height();
    int width = image.width();
    int height = image.height();
    if (aspect < NARROWEST) {
      height = (int) Math.rint(width / NARROWEST);
    } else if (aspect > WIDEST) {
      width = (int) Math.rint(height * WIDEST);
    }
    return new Box((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }
}
