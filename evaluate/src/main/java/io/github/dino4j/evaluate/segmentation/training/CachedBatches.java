package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.features.PatchFeatures;
import java.util.Arrays;
import java.util.List;

/** Batches of features that were computed once: no augmentation, and no backbone any more. */
public final class CachedBatches implements TrainingBatches {
  private final FrozenFeatures images;
  private final MaskSet masks;
  private final int batch;
  private final EpochOrder order;

  /**
   * @param images whose patches cover them whole
   * @param masks of the same images
   * @throws DinoException if there are not as many of both, or none
   */
  public CachedBatches(FrozenFeatures images, MaskSet masks, TrainingOptions options) {
    if (images.size() != masks.size() || images.size() == 0) {
      throw new DinoException(
          "%d images and %d masks to train on".formatted(images.size(), masks.size()));
    }
    this.images = images;
    this.masks = masks;
    this.batch = options.batch();
    this.order = new EpochOrder(images.size(), options.seed());
  }

  @Override
  public List<TrainingSample> batch(int iteration) {
    return Arrays.stream(order.batch(iteration, batch)).parallel().mapToObj(this::sample).toList();
  }

  private TrainingSample sample(int image) {
    return new TrainingSample(PatchFeatures.concatenate(images.get(image)), masks.get(image));
  }
}
