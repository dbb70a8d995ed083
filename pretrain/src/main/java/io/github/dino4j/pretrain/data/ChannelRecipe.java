package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.augment.ChannelAugmentation;
import io.github.dino4j.image.decode.ChannelDecoder;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.model.InputChannels;
import java.util.List;

/** Any number of channels, of up to 16 bits, in float32. The reference has no such thing. */
record ChannelRecipe(ChannelDecoder decoder, ChannelAugmentation augmentation, InputChannels input)
    implements ViewRecipe {
  @Override
  public List<Crop> crops(byte[] encoded, RandomDraws draws) {
    return augmentation.apply(decoder.decode(encoded), draws).stream().map(this::crop).toList();
  }

  private Crop crop(ChannelImage image) {
    return (target, offset) -> image.write(input.means(), input.deviations(), target, offset);
  }
}
