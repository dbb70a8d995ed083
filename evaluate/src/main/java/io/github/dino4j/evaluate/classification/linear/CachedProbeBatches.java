package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import java.util.Arrays;

/** Batches of features that were computed once: no augmentation, and no backbone any more. */
public final class CachedProbeBatches implements ProbeBatches {
  private final ProbeFeatures images;
  private final EpochOrder order;
  private final int batch;

  /**
   * @param images each with a class
   * @throws io.github.dino4j.DinoException if there is none
   */
  public CachedProbeBatches(ProbeFeatures images, LinearOptions options) {
    this.images = images;
    this.order = new EpochOrder(images.size(), options.seed());
    this.batch = options.batch();
  }

  @Override
  public ProbeFeatures batch(int step) {
    int[] chosen = order.batch(step, batch);
    return new ProbeFeatures(
        Arrays.stream(chosen).mapToObj(image -> images.rows()[image]).toArray(float[][]::new),
        images.dim(),
        images.blocks(),
        Arrays.stream(chosen).map(image -> images.labels()[image]).toArray(),
        images.classes());
  }
}
