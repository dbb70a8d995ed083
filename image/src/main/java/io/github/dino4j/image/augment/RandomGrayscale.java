package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;

/** The picture in gray with a probability; it keeps three channels. */
public record RandomGrayscale(double probability) implements Augmentation {
  public RandomGrayscale {
    Augmentation.checkProbability(probability);
  }

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    return draws.chance(probability) ? Luma.gray(image) : image;
  }
}
