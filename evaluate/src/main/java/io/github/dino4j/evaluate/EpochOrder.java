package io.github.dino4j.evaluate;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.random.TorchRandom;
import java.util.stream.IntStream;

/**
 * Which image comes when: in each epoch every image once, in an order that follows from seed and
 * epoch alone, so that a training goes on from any iteration. Belongs to one thread.
 */
public final class EpochOrder {
  private final int images;
  private final long seed;
  private long epoch = -1;
  private int[] order = {};

  /**
   * @throws DinoException if there is no image
   */
  public EpochOrder(int images, long seed) {
    if (images < 1) {
      throw new DinoException("no image to train on");
    }
    this.images = images;
    this.seed = seed;
  }

  /** The images of a batch, by their places from 0 on. */
  public int[] batch(int iteration, int size) {
    long first = (long) iteration * size;
    return IntStream.range(0, size).map(i -> image(first + i)).toArray();
  }

  /** The image at a place in the endless row of epochs. */
  public int image(long place) {
    if (place / images != epoch) {
      epoch = place / images;
      order = random(seed, epoch).permutation(images);
    }
    return order[(int) (place % images)];
  }

  /** A stream of its own for each number; near ones are not alike. */
  public static TorchRandom random(long seed, long number) {
    long mixed = (seed * 0x9E3779B97F4A7C15L + number + 1) * 0xBF58476D1CE4E5B9L;
    return new TorchRandom(mixed ^ mixed >>> 31);
  }
}
