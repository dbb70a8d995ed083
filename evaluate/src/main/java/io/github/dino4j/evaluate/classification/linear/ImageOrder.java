package io.github.dino4j.evaluate.classification.linear;

import io.github.dino4j.image.random.TorchRandom;

/**
 * An endless order of images: each epoch is another permutation. Which images a step has depends on
 * its number alone, so that a run that goes on needs no more than that.
 */
final class ImageOrder {
  private final int images;
  private final long seed;
  private long epoch = -1;
  private int[] permutation = {};

  ImageOrder(int images, long seed) {
    this.images = images;
    this.seed = seed;
  }

  int[] batch(int step, int size) {
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = at((long) step * size + i);
    }
    return rows;
  }

  private int at(long place) {
    if (place / images != epoch) {
      epoch = place / images;
      permutation = new TorchRandom(seed + epoch).permutation(images);
    }
    return permutation[(int) (place % images)];
  }
}
