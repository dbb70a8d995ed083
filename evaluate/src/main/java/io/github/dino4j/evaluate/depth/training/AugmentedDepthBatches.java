package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.depth.head.DepthEstimator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Batches of augmented crops, each shown to the frozen backbone: the released heads' own way, and
 * many times the work of {@link CachedDepthBatches}. Crops are prepared on all cores.
 */
public final class AugmentedDepthBatches implements DepthBatches {
  private final DepthEstimator estimator;
  private final Source source;
  private final DepthTrainingOptions options;
  private final EpochOrder order;

  /**
   * What crops are made of.
   *
   * @param size how many images
   * @param images photo and depth by their place from 0 on; called from several threads
   */
  public record Source(int size, IntFunction<DepthImage> images, DepthAugmentation augmentation) {}

  /**
   * @param estimator with the head that is trained
   */
  public AugmentedDepthBatches(
      DepthEstimator estimator, Source source, DepthTrainingOptions options) {
    this.estimator = estimator;
    this.source = source;
    this.options = options;
    this.order = new EpochOrder(source.size(), options.seed());
  }

  @Override
  public DepthBatch batch(int iteration) {
    int[] images = order.batch(iteration, options.batch());
    long first = (long) iteration * options.batch();
    List<DepthImage> crops =
        IntStream.range(0, images.length)
            .parallel()
            .mapToObj(i -> crop(images[i], first + i))
            .toList();
    return new DepthBatch(
        estimator.features(crops.stream().map(DepthImage::photo).toList()),
        crops.stream().map(DepthImage::depth).toList());
  }

  private DepthImage crop(int image, long place) {
    return source
        .augmentation()
        .apply(source.images().apply(image), EpochOrder.random(~options.seed(), place));
  }
}
