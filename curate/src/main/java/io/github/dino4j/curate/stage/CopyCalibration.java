package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration;
import io.github.dino4j.curate.dedup.ImageCopy;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.image.RgbImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
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

  private static final int BATCH = 32;

  /** So precise a threshold is to be, among the hardest pairs, if one is. */
  private static final double PRECISION = 0.99;

  /**
   * What suits the model.
   *
   * @param in rows of the pool to draw images from
   * @throws DinoException if there are no two images that can be read
   */
  public Calibration calibrate(Pool pool, BitSet in) {
    List<PoolEntry> entries = new ArrayList<>();
    for (RangeRows rows : pool.tasks(Gathering.sample(in, images, seed))) {
      entries.addAll(rows.entries(List.of()));
    }
    List<@Nullable RgbImage> read = new PoolImages(entries).map(Function.identity());
    List<RgbImage> originals = new ArrayList<>();
    read.stream().filter(Objects::nonNull).forEach(image -> originals.add(image));
    if (originals.size() < 2) {
      throw new DinoException(
          "a threshold is found by copies of the pool's images, and %d of %d can be read: give one by --threshold"
              .formatted(originals.size(), entries.size()));
    }
    ImageCopy[] kinds = ImageCopy.values();
    int[] originalOf =
        IntStream.range(0, originals.size() * kinds.length).map(i -> i / kinds.length).toArray();
    VectorBlock vectors = embed(originals.size(), originals::get);
    VectorBlock copies =
        embed(
            originalOf.length,
            i ->
                kinds[i % kinds.length].of(
                    originals.get(i / kinds.length), new SeededOrder(seed).key(i)));
    return Calibration.ofCopies(vectors.normalized(), copies.normalized(), originalOf);
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

  /**
   * The threshold of a calibration: the lowest that is precise, if its F1 is near the best; else
   * that with the best F1.
   */
  public static Calibration.Point threshold(Calibration calibration) {
    Calibration.Point best = calibration.best();
    return calibration
        .atPrecision(PRECISION)
        .filter(point -> point.f1() >= best.f1() - 0.05)
        .orElse(best);
  }
}
