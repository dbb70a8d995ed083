package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.random.TorchRandom;
import java.util.stream.IntStream;

/**
 * Which images come when: every image once an epoch, in an order that follows from the seed and the
 * epoch alone, so that a run goes on from any iteration. Belongs to one thread.
 */
final class SampleOrder {
  private final int images;
  private final long seed;
  private long epoch = -1;
  private int[] order = {};

  SampleOrder(int images, long seed) {
    if (images < 1) {
      throw new DinoException("no image to train on");
    }
    this.images = images;
    this.seed = seed;
  }

  /** The images of a batch. */
  int[] batch(int iteration, int size) {
    long first = (long) iteration * size;
    return IntStream.range(0, size).map(i -> image(first + i)).toArray();
  }

  private int image(long place) {
    if (place / images != epoch) {
      epoch = place / images;
      order = draws(seed, epoch).permutation(images);
    }
    return order[(int) (place % images)];
  }

  /** Draws that belong to a number; those of near numbers have nothing in common. */
  static TorchRandom draws(long seed, long number) {
    long mixed = (seed * 0x9E3779B97F4A7C15L ^ number) * 0xBF58476D1CE4E5B9L;
    return new TorchRandom(mixed ^ mixed >>> 32);
  }
}
