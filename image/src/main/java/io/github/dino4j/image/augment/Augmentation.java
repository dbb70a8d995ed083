package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;

/** A random change to a picture. Immutable, so that threads may share it. */
public interface Augmentation {
  /**
   * The changed picture, or the picture itself where chance left it alone; the pixels of {@code
   * image} are never written to.
   */
  RgbImage apply(RgbImage image, RandomDraws draws);

  /** This, then the next one. */
  default Augmentation then(Augmentation next) {
    return (image, draws) -> next.apply(apply(image, draws), draws);
  }

  /**
   * This with a probability, else nothing: torchvision's RandomApply, which also applies where the
   * number drawn equals the probability.
   */
  default Augmentation withProbability(double probability) {
    checkProbability(probability);
    return (image, draws) ->
        draws.uniform(0, 1) <= (float) probability ? apply(image, draws) : image;
  }

  /** Throws unless it is in 0 to 1. */
  static void checkProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability of " + probability);
    }
  }
}
