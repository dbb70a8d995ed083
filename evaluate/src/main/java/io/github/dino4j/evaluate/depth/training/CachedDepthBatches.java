package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Batches of features that were computed once, of whole images of any sizes. */
public final class CachedDepthBatches implements DepthBatches {
  private final FrozenFeatures features;
  private final IntFunction<DepthMap> truths;
  private final EpochOrder order;
  private final int size;

  /**
   * @param features of the layers that the head looks at; stays the caller's
   * @param truths depth of each image by its place
   */
  public CachedDepthBatches(
      FrozenFeatures features, IntFunction<DepthMap> truths, DepthTrainingOptions options) {
    this.features = features;
    this.truths = truths;
    this.order = new EpochOrder(features.size(), options.seed());
    this.size = options.batch();
  }

  @Override
  public DepthBatch batch(int iteration) {
    int[] images = order.batch(iteration, size);
    return new DepthBatch(
        Arrays.stream(images).mapToObj(features::get).toList(),
        Arrays.stream(images).mapToObj(truths).toList());
  }
}
