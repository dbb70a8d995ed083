package io.github.dino4j.features;

import java.util.Arrays;

/**
 * How strongly the CLS token of the last block attends to each patch, head by head.
 *
 * <p>The weights come from one softmax over all tokens, so a head's patches sum to at most 1: the
 * rest went to CLS itself and to the registers.
 *
 * @param heads attention heads
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param values {@code [heads, rows, columns]}, not negative
 */
public record AttentionMaps(int heads, int rows, int columns, float[] values) {
  public AttentionMaps {
    if (heads < 1 || (long) heads * rows * columns != values.length) {
      throw new IllegalArgumentException(
          "%d heads over %d x %d patches are %d values, not %d"
              .formatted(heads, rows, columns, (long) heads * rows * columns, values.length));
    }
  }

  /**
   * Takes the CLS row out of full attention weights.
   *
   * @param weights {@code [heads, tokens, tokens]}: CLS first, then registers, then the patches row
   *     by row
   * @param heads attention heads
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   * @throws IllegalArgumentException if the weights do not hold one CLS token and the patches
   */
  public static AttentionMaps ofTokens(float[] weights, int heads, int rows, int columns) {
    int tokens = (int) Math.round(Math.sqrt(weights.length / (double) heads));
    int patches = rows * columns;
    if ((long) heads * tokens * tokens != weights.length || tokens <= patches) {
      throw new IllegalArgumentException(
          "%d values are not %d heads over CLS and %d x %d patches"
              .formatted(weights.length, heads, rows, columns));
    }
    float[] values = new float[heads * patches];
    for (int head = 0; head < heads; head++) {
      int clsRow = head * tokens * tokens;
      System.arraycopy(weights, clsRow + tokens - patches, values, head * patches, patches);
    }
    return new AttentionMaps(heads, rows, columns, values);
  }

  /** The map of one head, {@code [rows, columns]}; a copy. */
  public float[] head(int head) {
    int patches = rows * columns;
    return Arrays.copyOfRange(values, head * patches, (head + 1) * patches);
  }

  /** The average over the heads, {@code [rows, columns]}. */
  public float[] mean() {
    int patches = rows * columns;
    float[] mean = new float[patches];
    for (int i = 0; i < values.length; i++) {
      mean[i % patches] += values[i] / heads;
    }
    return mean;
  }
}
