package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.augment.Crops;
import io.github.dino4j.image.augment.MultiCropAugmentation;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.transform.Normalization;
import java.util.List;
import java.util.stream.Stream;

/**
 * Eight bits of red, green and blue, as the reference has it: pixels as stored, whatever EXIF says
 * of their orientation, and torchvision's bytes in every crop.
 */
record RgbRecipe(ImageDecoder decoder, MultiCropAugmentation augmentation, Normalization scale)
    implements ViewRecipe {
  RgbRecipe(MultiCropAugmentation augmentation, Normalization scale) {
    this(new ImageDecoder(DecodeOptions.asReference()), augmentation, scale);
  }

  @Override
  public List<Crop> crops(byte[] encoded, RandomDraws draws) {
    Crops crops = augmentation.apply(decoder.decode(encoded), draws);
    return Stream.concat(crops.global().stream(), crops.local().stream()).map(this::crop).toList();
  }

  private Crop crop(RgbImage image) {
    return (target, offset) -> scale.write(image, target, offset);
  }
}
