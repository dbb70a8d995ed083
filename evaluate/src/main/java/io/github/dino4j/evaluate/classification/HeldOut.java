package io.github.dino4j.evaluate.classification;

import io.github.dino4j.image.random.TorchRandom;
import java.util.Arrays;

/**
 * Training images of which some are held out to choose by: the first of torch's permutation for the
 * seed 0, as in the reference.
 *
 * @param train places of those to learn from
 * @param validation places of those that choose
 */
public record HeldOut(int[] train, int[] validation) {
  private static final int TENTH = 10;

  /** A tenth of so many images, rounded down. */
  public static HeldOut tenth(int images) {
    return of(images, images / TENTH);
  }

  /**
   * @param held how many are held out
   */
  public static HeldOut of(int images, int held) {
    int[] order = new TorchRandom(0).permutation(images);
    return new HeldOut(Arrays.copyOfRange(order, held, order.length), Arrays.copyOf(order, held));
  }
}
