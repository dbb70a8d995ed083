package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.image.random.TorchRandom;

/**
 * Which image comes when: in each epoch every image once, in an order that follows from seed and
 * epoch alone, so that a run goes on from any iteration. Belongs to one thread.
 */
final class EpochOrder {
  private final int images;
  private final long seed;
  private long epoch = -1;
  private int[] order = {};

  EpochOrder(int images, long seed) {
    this.images = images;
    this.seed = seed;
  }

  /** The image at a place in the endless row of epochs. */
  int image(long place) {
    if (place / images != epoch) {
      epoch = place / images;
      order = random(seed, epoch).permutation(images);
    }
    return order[(int) (place % images)];
  }

  /** A stream of its own for each number; near ones are not alike. */
  static TorchRandom random(long seed, long number) {
    long mixed = (seed * 0x9E3779B97F4A7C15L + number + 1) * 0xBF58476D1CE4E5B9L;
    return new TorchRandom(mixed ^ mixed >>> 31);
  }
}
