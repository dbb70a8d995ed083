package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.dedup.ImageCopy;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threshold of a model from copies of a pool's own images: re-encoded, resized, cropped,
 * recoloured, flipped, captioned.
 *
 * @param embed the features of images, as the pool has them, in batches
 * @param images that are copied, at most
 * @param seed of what is drawn
 */
public record CopyCalibration(Function<List<RgbImage>, VectorBlock> embed, int images, long seed) {
  /** Images that are copied, if not said otherwise. */
  public static final int IMAGES = 200;

  /** Images of the pool with which copies are compared. */
  private static final int OTHERS = 10_000;

  private static final int BATCH = 32;

  /** So precise a threshold is, among the hardest pairs: what is taken out wrongly is lost. */
  private static final double PRECISION = 0.99;

  /**
   * What suits the model.
   *
   * @param in rows of the pool to draw images from
   * @throws DinoException if there are no two images that can be read
   */
  public Calibration calibrate(Pool pool, BitSet in) {
    List<PoolEntry> entries = new ArrayList<>();
    List<VectorBlock> vectors = new ArrayList<>();
    BitSet drawn = Gathering.sample(in, images, seed);
    BitSet among = Gathering.sample(in, OTHERS, seed);
    among.or(drawn);
    for (RangeRows rows : pool.tasks(among)) {
      entries.addAll(rows.among(drawn).entries(List.of()));
      vectors.add(rows.unitVectors().vectors());
    }
    int[] others = among.stream().toArray();
    List<@Nullable RgbImage> read = new PoolImages(entries).map(Function.identity());
    List<RgbImage> originals = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      RgbImage image = read.get(i);
      if (image != null) {
        originals.add(image);
        places.add(Arrays.binarySearch(others, entries.get(i).row()));
      }
    }
    if (originals.size() < 2) {
      throw new DinoException(
          "a threshold is found by copies of the pool's images, and %d of %d can be read: give one by --threshold"
              .formatted(originals.size(), entries.size()));
    }
    ImageCopy[] kinds = ImageCopy.values();
    int[] originalOf =
        IntStream.range(0, originals.size() * kinds.length)
            .map(i -> places.get(i / kinds.length))
            .toArray();
    VectorBlock copies =
        embed(
            originalOf.length,
            i ->
                kinds[i % kinds.length].of(
                    originals.get(i / kinds.length), new SeededOrder(seed).key(i)));
    return Calibration.ofCopies(VectorBlock.concat(vectors), copies.normalized(), originalOf);
  }

  private VectorBlock embed(int size, Function<Integer, RgbImage> image) {
    List<VectorBlock> blocks = new ArrayList<>();
    for (int first = 0; first < size; first += BATCH) {
      int end = Math.min(size, first + BATCH);
      blocks.add(
          embed.apply(IntStream.range(first, end).parallel().mapToObj(image::apply).toList()));
    }
    return VectorBlock.concat(blocks);
  }

  /** The threshold of a calibration: the lowest that is precise; if none is, the best by F1. */
  public static Calibration.Point threshold(Calibration calibration) {
    return calibration.atPrecision(PRECISION).orElse(calibration.best());
  }
}
