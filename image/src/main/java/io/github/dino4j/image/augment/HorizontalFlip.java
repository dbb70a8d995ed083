package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;

/** Left and right change places with a probability. */
public record HorizontalFlip(double probability) implements Augmentation {
  public HorizontalFlip {
    Augmentation.checkProbability(probability);
  }

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    return draws.chance(probability) ? flip(image) : image;
  }

  /** The mirror image. */
  public static RgbImage flip(RgbImage image) {
    byte[] pixels = image.pixels();
    byte[] out = new byte[pixels.length];
    int row = image.width() * 3;
    for (int start = 0; start < out.length; start += row) {
      for (int o = start, i = start + row - 3; o < start + row; o += 3, i -= 3) {
        out[o] = pixels[i];
        out[o + 1] = pixels[i + 1];
        out[o + 2] = pixels[i + 2];
      }
    }
    return new RgbImage(image.width(), image.height(), out);
  }
}
