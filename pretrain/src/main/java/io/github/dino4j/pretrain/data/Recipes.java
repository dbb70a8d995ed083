package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.augment.ChannelAugmentation;
import io.github.dino4j.image.augment.MultiCropAugmentation;
import io.github.dino4j.image.augment.RandomResizedCrop;
import io.github.dino4j.image.augment.Range;
import io.github.dino4j.image.decode.ChannelDecoder;
import io.github.dino4j.image.transform.Normalization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.pretrain.config.Architecture;
import io.github.dino4j.pretrain.config.PretrainConfig;

/** The recipe of views that a configuration describes. */
final class Recipes {
  /** A blur of nine pixels needs five to mirror. */
  private static final int SMALLEST_CROP = 5;

  private Recipes() {}

  /**
   * @throws DinoException if crops or channels are of no sense
   */
  static ViewRecipe of(PretrainConfig config) {
    InputChannels input = Architecture.input(config);
    var crops = config.crops();
    var global = crop("global", crops.globalCropsSize(), crops.globalCropsScale());
    var local = crop("local", crops.localCropsSize(), crops.localCropsScale());
    int count = crops.localCropsNumber();
    if (input.arePhotos()) {
      return new RgbRecipe(
          new MultiCropAugmentation(global, local, count),
          Normalization.of(input.means(), input.deviations()));
    }
    return new ChannelRecipe(
        new ChannelDecoder(input.count()), new ChannelAugmentation(global, local, count), input);
  }

  private static RandomResizedCrop crop(String kind, int size, PretrainConfig.Range scale) {
    if (size < SMALLEST_CROP) {
      throw new DinoException(
          "crops.%s_crops_size: %d pixels are too few; choose %d or more"
              .formatted(kind, size, SMALLEST_CROP));
    }
    return new RandomResizedCrop(size, new Range(scale.low(), scale.high()));
  }
}
