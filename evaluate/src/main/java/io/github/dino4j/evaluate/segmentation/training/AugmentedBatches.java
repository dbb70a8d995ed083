package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.features.ZeroPadding;
import io.github.dino4j.evaluate.segmentation.PaddedPatches;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.model.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Batches of augmented crops, each shown to the frozen backbone: the released heads' own way, and a
 * hundred times the work of {@link CachedBatches}. Crops are prepared on all cores.
 */
public final class AugmentedBatches implements TrainingBatches {
  private final FeatureExtractor extractor;
  private final PaddedPatches backbone;
  private final Layers layers;
  private final Source source;
  private final TrainingOptions options;
  private final EpochOrder order;

  /**
   * What the crops are made of.
   *
   * @param size how many images
   * @param image photo and mask by their place from 0 on; called from several threads
   * @param augmentation from these to crops
   */
  public record Source(int size, IntFunction<LabeledImage> image, CropAugmentation augmentation) {
    public Source {
      if (size < 1) {
        throw new DinoException("no image to train on");
      }
    }
  }

  /**
   * @param extractor stays the caller's
   */
  public AugmentedBatches(
      FeatureExtractor extractor, Layers layers, Source source, TrainingOptions options) {
    this.extractor = extractor;
    this.backbone = new PaddedPatches(extractor);
    this.layers = layers;
    this.source = source;
    this.options = options;
    this.order = new EpochOrder(source.size(), options.seed());
  }

  /** A crop that is normalised and padded to the whole square. */
  private record Crop(float[] pixels, LabelMap mask) {}

  @Override
  public List<TrainingSample> batch(int iteration) {
    int[] images = order.batch(iteration, options.batch());
    long first = (long) iteration * options.batch();
    List<Crop> crops =
        IntStream.range(0, images.length)
            .parallel()
            .mapToObj(i -> crop(images[i], first + i))
            .toList();
    int side = source.augmentation().crop();
    List<PatchFeatures> features =
        backbone.ofNormalized(crops.stream().map(Crop::pixels).toList(), side, layers);
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      samples.add(new TrainingSample(features.get(i), crops.get(i).mask()));
    }
    return samples;
  }

  private Crop crop(int image, long place) {
    LabeledImage cut =
        source
            .augmentation()
            .apply(source.image().apply(image), EpochOrder.random(~options.seed(), place));
    int side = source.augmentation().crop();
    Size size = Size.of(cut.photo());
    ZeroPadding below = new ZeroPadding(0, side - size.width(), 0, side - size.height());
    float[] pixels = below.apply(extractor.normalize(cut.photo()), size);
    return new Crop(pixels, cut.mask().padded(new Size(side, side)));
  }
}
