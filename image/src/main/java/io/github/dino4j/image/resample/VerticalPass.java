package io.github.dino4j.image.resample;

import io.github.dino4j.image.Samples;
import io.github.dino4j.image.Size;

/**
 * Resampling along y. Each source row is widened to ints once and waits in a ring until no target
 * row needs it any more.
 */
final class VerticalPass {
  private final FilterWeights weights;
  private final Samples source;
  private final int[][] ring;
  private final int[][] window;

  private VerticalPass(FilterWeights weights, Samples source, int width) {
    this.weights = weights;
    this.source = source;
    this.ring = new int[weights.taps()][width * 3];
    this.window = new int[weights.taps()][];
  }

  /**
   * @param source row 0 and column 0 of which the weights count from
   * @param width in pixels
   * @return {@code [targets, width, 3]}
   */
  static byte[] apply(FilterWeights weights, Samples source, int width) {
    return new VerticalPass(weights, source, width).apply();
  }

  private byte[] apply() {
    int[] sums = new int[ring[0].length];
    byte[] out = new byte[new Size(sums.length / 3, weights.targets()).bytes()];
    int ready = weights.start();
    for (int y = 0; y < weights.targets(); y++) {
      int first = weights.first()[y];
      int count = weights.count()[y];
      for (; ready < first + count; ready++) {
        widen(source.row(ready), ring[ready % ring.length]);
      }
      for (int i = 0; i < count; i++) {
        window[i] = ring[(first + i) % ring.length];
      }
      weights.sum(window, 0, y, sums);
      narrow(sums, out, y * sums.length);
    }
    return out;
  }

  private void widen(int start, int[] row) {
    byte[] bytes = source.bytes();
    for (int i = 0; i < row.length; i++) {
      row[i] = bytes[start + i] & 0xff;
    }
  }

  private static void narrow(int[] row, byte[] out, int start) {
    for (int i = 0; i < row.length; i++) {
      out[start + i] = (byte) row[i];
    }
  }
}
