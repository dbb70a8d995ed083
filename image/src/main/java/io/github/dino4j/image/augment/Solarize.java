package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;

/**
 * Inverts bright channels with a probability.
 *
 * @param threshold from which level on a channel is inverted, 0 to 256
 */
public record Solarize(int threshold, double probability) implements Augmentation {
  public Solarize {
    if (threshold < 0 || threshold > 256) {
      throw new IllegalArgumentException("a threshold of " + threshold);
    }
    Augmentation.checkProbability(probability);
  }

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    return draws.chance(probability) ? invert(image) : image;
  }

  private RgbImage invert(RgbImage image) {
    return new Levels(level -> level < threshold ? level : 255 - level).apply(image);
  }
}
