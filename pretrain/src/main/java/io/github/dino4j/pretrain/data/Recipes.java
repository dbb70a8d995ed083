package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.augment.ChannelAugmentation;
import io.github.dino4j.image.augment.MultiCrop;
import io.github.dino4j.image.augment.MultiCropAugmentation;
import io.github.dino4j.image.augment.RandomResizedCrop;
import io.github.dino4j.image.augment.Range;
import io.github.dino4j.image.decode.ChannelDecoder;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.transform.Normalization;
import io.github.dino4j.model.InputChannels;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import java.util.List;
import java.util.stream.Stream;

/** The recipe of views that a configuration describes. */
final class Recipes {
  /** A blur of nine pixels needs five to mirror. */
  private static final int SMALLEST_CROP = 5;

  private Recipes() {}

  /**
   * @throws DinoException if crops or channels are of no sense
   */
  static ViewRecipe of(PretrainConfig config) {
    InputChannels input = StudentArchitecture.input(config);
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

  /** Any number of channels, of up to 16 bits, in float32. The reference has no such thing. */
  record ChannelRecipe(
      ChannelDecoder decoder, ChannelAugmentation augmentation, InputChannels input)
      implements ViewRecipe {
    @Override
    public List<Crop> crops(byte[] encoded, RandomDraws draws) {
      return augmentation.apply(decoder.decode(encoded), draws).stream().map(this::crop).toList();
    }

    private Crop crop(ChannelImage image) {
      return (target, offset) -> image.write(input.means(), input.deviations(), target, offset);
    }
  }

  /**
   * Eight bits of red, green and blue, as the reference has it: pixels as stored, whatever EXIF
   * says of their orientation, and torchvision's bytes in every crop.
   */
  record RgbRecipe(ImageDecoder decoder, MultiCropAugmentation augmentation, Normalization scale)
      implements ViewRecipe {
    RgbRecipe(MultiCropAugmentation augmentation, Normalization scale) {
      this(new ImageDecoder(DecodeOptions.asReference()), augmentation, scale);
    }

    @Override
    public List<Crop> crops(byte[] encoded, RandomDraws draws) {
      MultiCrop crops = augmentation.apply(decoder.decode(encoded), draws);
      return Stream.concat(crops.global().stream(), crops.local().stream())
          .map(this::crop)
          .toList();
    }

    private Crop crop(RgbImage image) {
      return (target, offset) -> scale.write(image, target, offset);
    }
  }
}
