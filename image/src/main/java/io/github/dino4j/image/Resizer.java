package io.github.dino4j.image;

import static io.github.dino4j.image.FilterWeights.BITS;
import static io.github.dino4j.image.FilterWeights.HALF;

import java.util.Arrays;

/**
 * One resize of a part of a picture, of which only a window is computed. Rows of samples, held as
 * ints, pass through a ring that keeps as many as one target row is summed of. Loops are kept plain
 * so that the compiler turns those along rows into vector code.
 */
final class Resizer {
  private final byte[] pixels;
  private final int stride;
  private final int origin;
  private final FilterWeights across;
  private final FilterWeights down;
  private final boolean downFirst;

  Resizer(Resampling filter, RgbImage image, Box part, Target target) {
    Size size = target.size();
    Box window = target.window();
    this.pixels = image.pixels();
    this.stride = image.width() * 3;
    this.across =
        FilterWeights.of(filter, part.width(), size.width(), window.left(), window.width());
    this.down =
        FilterWeights.of(filter, part.height(), size.height(), window.top(), window.height());
    this.origin = part.top() * stride + (part.left() + across.start()) * 3;
    this.downFirst = goesDownFirst(part, size);
  }

  /** What is wanted: the size of the whole result, and the window of it that is returned. */
  record Target(Size size, Box window) {}

  /**
   * Pillow from 13.0 on sums columns first where the height shrinks by more than twice the pixels
   * of the width, and rows first otherwise. It shows in the last bit, so it is followed.
   */
  private static boolean goesDownFirst(Box part, Size size) {
    int lower = part.height() - size.height();
    int narrower = part.width() - size.width();
    return narrower != 0 && lower > 0 && lower > 2 * (long) narrower;
  }

  RgbImage resize() {
    int width = across.targets();
    int height = down.targets();
    boolean acrossFirst = !across.identity() && !downFirst;
    byte[] out = new byte[width * height * 3];
    int[] source = new int[(across.end() - across.start()) * 3];
    int[] narrowed = new int[width * 3];
    int[][] ring = new int[down.taps()][acrossFirst ? narrowed.length : source.length];
    int[] summed = new int[ring[0].length];
    int ready = down.start();
    for (int y = 0; y < height; y++) {
      for (int end = down.first()[y] + down.count()[y]; ready < end; ready++) {
        int[] row = ring[ready % ring.length];
        if (acrossFirst) {
          read(ready, source);
          filter(source, row);
        } else {
          read(ready, row);
        }
      }
      int[] row = ring[down.first()[y] % ring.length];
      if (!down.identity()) {
        sum(ring, y, summed);
        row = summed;
      }
      if (downFirst) {
        filter(row, narrowed);
        row = narrowed;
      }
      store(row, out, y * width * 3);
    }
    return new RgbImage(width, height, out);
  }

  private void read(int y, int[] row) {
    int start = origin + y * stride;
    for (int i = 0; i < row.length; i++) {
      row[i] = pixels[start + i] & 0xff;
    }
  }

  /** Along x: {@code source} starts at the first column that any target needs. */
  private void filter(int[] source, int[] target) {
    int[] weights = across.weights();
    for (int x = 0, o = 0; o < target.length; x++, o += 3) {
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      int i = (across.first()[x] - across.start()) * 3;
      int w = x * across.taps();
      for (int end = w + across.count()[x]; w < end; w++, i += 3) {
        int weight = weights[w];
        red += source[i] * weight;
        green += source[i + 1] * weight;
        blue += source[i + 2] * weight;
      }
      target[o] = clip(red >> BITS);
      target[o + 1] = clip(green >> BITS);
      target[o + 2] = clip(blue >> BITS);
    }
  }

  /** Along y: one target row. */
  private void sum(int[][] ring, int y, int[] target) {
    Arrays.fill(target, HALF);
    int[] weights = down.weights();
    int w = y * down.taps();
    int row = down.first()[y];
    int end = row + down.count()[y];
    for (; row + 4 <= end; row += 4, w += 4) {
      addFour(ring, row, w, target);
    }
    for (; row < end; row++, w++) {
      add(ring[row % ring.length], weights[w], target);
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = clip(target[i] >> BITS);
    }
  }

  private void addFour(int[][] ring, int row, int w, int[] target) {
    int[] a = ring[row % ring.length];
    int[] b = ring[(row + 1) % ring.length];
    int[] c = ring[(row + 2) % ring.length];
    int[] d = ring[(row + 3) % ring.length];
    int wa = down.weights()[w];
    int wb = down.weights()[w + 1];
    int wc = down.weights()[w + 2];
    int wd = down.weights()[w + 3];
    for (int i = 0; i < target.length; i++) {
      target[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  private static void add(int[] row, int weight, int[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += row[i] * weight;
    }
  }

  private static void store(int[] row, byte[] out, int at) {
    for (int i = 0; i < row.length; i++) {
      out[at + i] = (byte) row[i];
    }
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
