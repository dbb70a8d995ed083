package io.github.dino4j.image.augment;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.resample.Resampling;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link MultiCropAugmentation} for pictures of any number of channels, in float32: the same crops,
 * flips, blur and solarization with the same probabilities. The reference has none but RGB of 8
 * bits. Where this deviates: channels of scientific pictures are no colours, so there is neither
 * saturation nor hue nor gray, and each channel changes its brightness and contrast by factors of
 * its own; nothing is rounded to whole levels.
 *
 * @param global how the two global crops are cut
 * @param local how the local ones are cut
 * @param localCrops how many
 */
public record ChannelAugmentation(
    RandomResizedCrop global, RandomResizedCrop local, int localCrops) {
  public ChannelAugmentation {
    if (localCrops < 0) {
      throw new IllegalArgumentException(localCrops + " local crops");
    }
  }

  /** The two global crops, then the local ones; they share nothing with the picture. */
  public List<ChannelImage> apply(ChannelImage image, RandomDraws draws) {
    List<ChannelImage> views = new ArrayList<>();
    views.add(view(image, global, 0, draws));
    ChannelImage second = view(image, global, MultiCropAugmentation.SECOND_BLURRED, draws);
    if (draws.chance(MultiCropAugmentation.SOLARIZED)) {
      ChannelChanges.solarize(second);
    }
    views.add(second);
    for (int i = 0; i < localCrops; i++) {
      views.add(view(image, local, MultiCropAugmentation.LOCAL_BLURRED, draws));
    }
    return views;
  }

  private static ChannelImage view(
      ChannelImage image, RandomResizedCrop crop, double blurred, RandomDraws draws) {
    Box part = crop.draw(new Size(image.width(), image.height()), draws);
    ChannelImage view = Resampling.BICUBIC.resize(image, part, new Size(crop.size(), crop.size()));
    if (draws.chance(MultiCropAugmentation.FLIPPED)) {
      ChannelChanges.flip(view);
    }
    if (draws.chance(MultiCropAugmentation.RECOLOURED)) {
      jitter(view, draws);
    }
    if (draws.chance(blurred)) {
      ChannelChanges.blur(view, MultiCropAugmentation.SIGMA.draw(draws));
    }
    return view;
  }

  private static void jitter(ChannelImage view, RandomDraws draws) {
    boolean brightnessFirst = draws.chance(0.5);
    for (int channel = 0; channel < view.channels(); channel++) {
      float brightness = (float) MultiCropAugmentation.LIGHT.draw(draws);
      float contrast = (float) MultiCropAugmentation.LIGHT.draw(draws);
      if (brightnessFirst) {
        ChannelChanges.brightness(view, channel, brightness);
      }
      ChannelChanges.contrast(view, channel, contrast);
      if (!brightnessFirst) {
        ChannelChanges.brightness(view, channel, brightness);
      }
    }
  }
}
