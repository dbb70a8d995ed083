package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageLoader;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Loaded;
import io.github.dino4j.data.record.LoaderOptions;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.augment.Augmentation;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.augment.RandomResizedCrop;
import io.github.dino4j.image.augment.Range;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.model.Layers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches of augmented crops, each shown to the frozen backbone: the reference's own way, and a
 * hundred times the work of {@link CachedProbeBatches}. Crops are prepared on all cores, ahead of
 * the backbone and while heads learn; what a crop shows follows from the seed and its place in the
 * training alone. Belongs to one thread, which closes it.
 */
public final class AugmentedProbeBatches implements ProbeBatches {
  private static final ImageDecoder DECODER = new ImageDecoder();
  private static final Range AREA = new Range(0.08, 1);
  private static final double FLIPPED = 0.5;

  /** Crops that are ready or under way: 77 MB where they have 224 pixels. */
  private static final int CROPS_AHEAD = 128;

  private final FeatureExtractor extractor;
  private final Layers layers;
  private final Source source;
  private final LinearOptions options;
  private final EpochOrder order;
  private @Nullable ImageLoader<PreparedImage> crops;
  private long place; // of the next crop that these give

  /**
   * What the crops are made of.
   *
   * @param images to learn from, which can be read
   * @param labels {@code [images]}, from 0
   * @param classes how many there are
   * @param augmentation from photos to crops of one size, in whole patches
   */
  public record Source(
      List<ImageRecord> images, int[] labels, int classes, Augmentation augmentation) {
    public Source {
      if (images.size() != labels.length) {
        throw new IllegalArgumentException(
            "%d images, %d labels".formatted(images.size(), labels.length));
      }
    }
  }

  /**
   * @param extractor stays the caller's
   * @throws DinoException if its model takes no photos, or there is no image
   */
  public AugmentedProbeBatches(
      FeatureExtractor extractor, Layers layers, Source source, LinearOptions options) {
    extractor.requirePhotos();
    this.extractor = extractor;
    this.layers = layers;
    this.source = source;
    this.options = options;
    this.order = new EpochOrder(source.images().size(), options.seed());
  }

  /**
   * The reference's augmentation ({@code make_classification_train_transform} of
   * dinov2/data/transforms.py): 8 % to all of the area in an aspect from 3:4 to 4:3, and every
   * second crop mirrored.
   *
   * @param side of a crop, in pixels
   */
  public static Augmentation augmentation(int side) {
    return new RandomResizedCrop(side, AREA).then(new HorizontalFlip(FLIPPED));
  }

  /**
   * @throws DinoException with file and reason, if an image cannot be read any more
   */
  @Override
  public ProbeFeatures batch(int step) {
    ImageLoader<PreparedImage> from = cropsFrom((long) step * options.batch());
    int[] labels =
        Arrays.stream(order.batch(step, options.batch()))
            .map(image -> source.labels()[image])
            .toArray();
    float[][] rows = new float[labels.length][];
    for (int first = 0; first < rows.length; first += EmbedOptions.USUAL_BATCH) {
      int end = Math.min(rows.length, first + EmbedOptions.USUAL_BATCH);
      float[][] some = features(take(from, end - first), labels, first).rows();
      System.arraycopy(some, 0, rows, first, some.length);
    }
    return new ProbeFeatures(
        rows, extractor.config().dim(), layers.count(), labels, source.classes());
  }

  private ProbeFeatures features(List<PreparedImage> shown, int[] labels, int first) {
    return ProbeFeatures.of(
        FrozenFeatures.of(extractor.layers(shown, layers)),
        Arrays.copyOfRange(labels, first, first + shown.size()),
        source.classes());
  }

  private List<PreparedImage> take(ImageLoader<PreparedImage> from, int count) {
    List<PreparedImage> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(
          switch (from.next()) {
            case Loaded.Ready<PreparedImage>(_, PreparedImage crop) -> crop;
            case Loaded.Rejected<PreparedImage>(_, var reject) ->
                throw new DinoException("%s: %s".formatted(reject.path(), reject.reason()));
          });
      place++;
    }
    return taken;
  }

  /** The crops from a place on; begins anew where others were read ahead. */
  private ImageLoader<PreparedImage> cropsFrom(long first) {
    ImageLoader<PreparedImage> ready = crops;
    if (ready != null && place == first) {
      return ready;
    }
    close();
    LoaderOptions usual = LoaderOptions.forThisMachine();
    ready =
        ImageLoader.byPlace(
            images(first),
            (record, i) -> crop(record, first + i),
            new LoaderOptions(usual.threads(), Math.max(usual.lookAhead(), CROPS_AHEAD)));
    crops = ready;
    place = first;
    return ready;
  }

  /** The endless row of epochs from a place on. */
  private RecordStream images(long first) {
    EpochOrder ahead = new EpochOrder(source.images().size(), options.seed());
    return new RecordStream() {
      private long next = first;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public ImageRecord next() {
        return source.images().get(ahead.image(next++));
      }

      @Override
      public void close() {}
    };
  }

  private PreparedImage crop(ImageRecord record, long at) {
    RgbImage photo = DECODER.decode(record.read());
    RgbImage crop = source.augmentation().apply(photo, EpochOrder.random(~options.seed(), at));
    return new PreparedImage(
        extractor.normalize(crop), crop.height(), crop.width(), photo.width(), photo.height());
  }

  @Override
  public void close() {
    if (crops != null) {
      crops.close();
      crops = null;
    }
  }
}
