package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.random.TorchRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Two global crops and some local ones of a picture, cut, flipped, recoloured and blurred at
 * random: the reference's training augmentation ({@code dinov2/data/augmentations.py}), with its
 * pixels for the draws of {@link TorchRandom}. What is left to do is {@link
 * io.github.dino4j.image.transform.Normalization}.
 *
 * @param global how the two global crops are cut
 * @param local how the local ones are cut
 * @param localCrops how many
 */
public record MultiCropAugmentation(
    RandomResizedCrop global, RandomResizedCrop local, int localCrops) {
  static final double FLIPPED = 0.5;
  static final double RECOLOURED = 0.8;
  static final double SOLARIZED = 0.2;
  static final double SECOND_BLURRED = 0.9;
  static final double LOCAL_BLURRED = 0.5;
  static final Range LIGHT = new Range(0.6, 1.4);
  static final Range SIGMA = new Range(0.1, 2);

  private static final Augmentation FLIP = new HorizontalFlip(FLIPPED);

  private static final Augmentation COLOURS =
      new ColorJitter(LIGHT, LIGHT, new Range(0.8, 1.2), new Range(-0.1, 0.1))
          .withProbability(RECOLOURED)
          .then(new RandomGrayscale(0.2));

  private static final Augmentation SOLARIZE = new Solarize(128, SOLARIZED);

  public MultiCropAugmentation {
    if (localCrops < 0) {
      throw new IllegalArgumentException(localCrops + " local crops");
    }
  }

  /**
   * As the reference trains its models with patches of 14: two crops of 224 pixels, of 32 % to all
   * of the area, and eight of 98 pixels, of 5 to 32 %.
   */
  public static MultiCropAugmentation standard() {
    return new MultiCropAugmentation(
        new RandomResizedCrop(224, new Range(0.32, 1)),
        new RandomResizedCrop(98, new Range(0.05, 0.32)),
        8);
  }

  /** Views of a picture; they share no pixels with it unless a crop is the very picture. */
  public MultiCrop apply(RgbImage image, RandomDraws draws) {
    RgbImage first = view(global, blur(0)).apply(image, draws);
    RgbImage second = view(global, blur(SECOND_BLURRED).then(SOLARIZE)).apply(image, draws);
    Augmentation small = view(local, blur(LOCAL_BLURRED));
    List<RgbImage> locals = new ArrayList<>();
    for (int i = 0; i < localCrops; i++) {
      locals.add(small.apply(image, draws));
    }
    return new MultiCrop(List.of(first, second), locals);
  }

  private static Augmentation view(RandomResizedCrop crop, Augmentation last) {
    return crop.then(FLIP).then(COLOURS).then(last);
  }

  /**
   * The reference's GaussianBlur(p) blurs with probability 1 - p, which leaves the first global
   * crop sharp and blurs the second in nine cases of ten. The models were trained so.
   */
  private static Augmentation blur(double probability) {
    return new GaussianBlur(SIGMA).withProbability(probability);
  }
}
