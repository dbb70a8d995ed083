package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.image.random.TorchRandom;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Reads images and makes their crops; an image that cannot be read is replaced by another one,
 * always the same. Thread-safe.
 */
final class CropMaker {
  /** So many images, from all over the data, that fail one after the other are no bad luck. */
  private static final int TRIES = 100;

  private static final double GOLDEN_RATIO = 0.6180339887498949;

  private final ConcurrentNavigableMap<Integer, Reject> rejects = new ConcurrentSkipListMap<>();
  private final TrainingImages images;
  private final ViewRecipe recipe;

  CropMaker(TrainingImages images, ViewRecipe recipe) {
    this.images = images;
    this.recipe = recipe;
  }

  /**
   * The crops of an image or of its substitute.
   *
   * @throws DinoException if no substitute can be read either
   */
  List<Crop> crops(int image, long seed) {
    int tries = Math.min(TRIES, images.size());
    long stride = stride(images.size());
    Reject last = null;
    for (int i = 0; i < tries; i++) {
      int index = (int) ((image + i * stride) % images.size());
      ImageRecord record = images.record(index);
      try {
        return recipe.crops(record.read(), new TorchRandom(seed));
      } catch (DinoException e) {
        last = new Reject(record.path(), String.valueOf(e.getMessage()));
        rejects.putIfAbsent(index, last);
      }
    }
    throw new DinoException(
        "the training data: %s, the last one %s"
            .formatted(
                tries == 1
                    ? "its only image cannot be read"
                    : "none of %d images tried can be read".formatted(tries),
                last == null ? "" : last.path() + ": " + last.reason()));
  }

  /**
   * The step from an image to its substitute. It has no divisor in common with the number of
   * images, so that all have their turn, and is long, because neighbours often share a fate.
   */
  private static long stride(int size) {
    long stride = Math.max(1, Math.round(size * GOLDEN_RATIO));
    while (gcd(stride, size) != 1) {
      stride++;
    }
    return stride;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** What could not be read so far, each image once, in the order of the data. */
  List<Reject> rejects() {
    return List.copyOf(rejects.values());
  }
}
