package io.github.dino4j.evaluate.segmentation;

import java.util.Arrays;

/**
 * Softmax over the classes of a row of pixels, whose logits lie class by class, {@code [classes,
 * width]}. The loops have a shape that the JIT turns into vectors, which {@link Math#exp} would
 * prevent: a polynomial of degree 8 on a 64th of the exponent, squared six times, is within 1e-5 of
 * it. Belongs to one thread.
 */
public final class PixelSoftmax {
  private static final float LEAST = -40; // e^-40 does not change a sum of 1 or more in float32
  private static final float PART = 1 / 64f;

  private final float[] largest;
  private final float[] sums;

  /**
   * @param width of a row, in pixels
   */
  public PixelSoftmax(int width) {
    largest = new float[width];
    sums = new float[width];
  }

  /**
   * Replaces logits by their exponentials, relative to the largest of the pixel.
   *
   * @return their sums, {@code [width]}; valid until the next call
   */
  public float[] exponentials(float[][] logits) {
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (float[] ofClass : logits) {
      raise(largest, ofClass);
    }
    Arrays.fill(sums, 0);
    for (float[] ofClass : logits) {
      exponentials(ofClass, largest);
      add(sums, ofClass);
    }
    return sums;
  }

  /** The largest logit of each pixel in the last call, {@code [width]}. */
  public float[] largest() {
    return largest;
  }

  private static void raise(float[] largest, float[] logits) {
    for (int x = 0; x < largest.length; x++) {
      largest[x] = Math.max(largest[x], logits[x]);
    }
  }

  private static void add(float[] sums, float[] values) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += values[x];
    }
  }

  private static void exponentials(float[] logits, float[] largest) {
    for (int x = 0; x < largest.length; x++) {
      float v = Math.max(logits[x] - largest[x], LEAST) * PART;
      float e = 1 / 5040f + v * (1 / 40320f);
      e = 1 / 120f + v * (1 / 720f + v * e);
      e = 1 / 6f + v * (1 / 24f + v * e);
      e = 1 + v * (1 + v * (0.5f + v * e));
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      logits[x] = e * e;
    }
  }
}
