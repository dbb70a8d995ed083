package io.github.dino4j.pretrain.data;

import io.github.dino4j.image.ChannelDecoder;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.augment.ChannelAugmentation;
import io.github.dino4j.image.augment.RandomDraws;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Any number of channels, of up to 16 bits, in float32. The reference has no such thing. */
record ChannelRecipe(ChannelDecoder decoder, ChannelAugmentation augmentation, Channels channels)
    implements ViewRecipe {
  @Override
  public List<Crop> crops(byte[] encoded, RandomDraws draws) {
    return augmentation.apply(decoder.decode(encoded), draws).stream().map(this::crop).toList();
  }

  private Crop crop(ChannelImage image) {
    return (target, offset) -> write(image, target, offset);
  }

  private void write(ChannelImage image, MemorySegment target, long offset) {
    float[] samples = image.samples();
    for (int c = 0, i = 0; c < image.channels(); c++) {
      float mean = channels.mean()[c];
      float std = channels.std()[c];
      for (int end = i + image.plane(); i < end; i++) {
        target.setAtIndex(ValueLayout.JAVA_FLOAT, offset + i, (samples[i] - mean) / std);
      }
    }
  }
}
