package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import java.util.Arrays;

/**
 * A picture convolved with a kernel of 9 x 9 pixels, mirrored at the borders, with the roundings of
 * libtorch on a CPU: float32, 81 fused multiply-adds a sample, row by row of the kernel, rounded
 * half to even at the end. Two passes of 9 would be less work, but would round otherwise.
 *
 * <p>Every row of the picture is read once and added to the nine rows of the result that it
 * reaches, from nine shifted copies: arrays with one index are what the compiler turns into vector
 * code.
 */
final class Convolution {
  private static final int SIDE = GaussianKernel.SIDE;
  private static final int REACH = GaussianKernel.REACH;

  private final GaussianKernel kernel;
  private final RgbImage image;
  private final int samples;

  /** {@code [width + 8, 3]}: one row of the picture with its mirrored borders. */
  private final float[] padded;

  /** {@code [9, width, 3]}: the row as each column of the kernel sees it. */
  private final float[][] shifted;

  /** {@code [9, width, 3]}: the rows of the result under way. */
  private final float[][] sums;

  /** Of a picture of at least 5 x 5 pixels. */
  Convolution(GaussianKernel kernel, RgbImage image) {
    this.kernel = kernel;
    this.image = image;
    this.samples = image.width() * 3;
    this.padded = new float[samples + 2 * REACH * 3];
    this.shifted = new float[SIDE][samples];
    this.sums = new float[SIDE][samples];
  }

  RgbImage apply() {
    int height = image.height();
    byte[] out = new byte[image.pixels().length];
    for (int row = -REACH; row < height + REACH; row++) {
      read(mirror(row, height));
      for (int k = 0; k < SIDE; k++) {
        int target = row + REACH - k;
        if (target >= 0 && target < height) {
          add(shifted, kernel.weights()[k], sums[target % SIDE]);
        }
      }
      int done = row - REACH;
      if (done >= 0) {
        store(sums[done % SIDE], out, done * samples);
      }
    }
    return new RgbImage(image.width(), height, out);
  }

  private void read(int y) {
    byte[] pixels = image.pixels();
    int start = y * samples;
    for (int i = 0; i < samples; i++) {
      padded[REACH * 3 + i] = pixels[start + i] & 0xff;
    }
    for (int x = 0; x < REACH; x++) {
      copy(2 * REACH - x, x);
      copy(image.width() + REACH - 2 - x, image.width() + REACH + x);
    }
    for (int k = 0; k < SIDE; k++) {
      System.arraycopy(padded, 3 * k, shifted[k], 0, samples);
    }
  }

  private void copy(int from, int to) {
    System.arraycopy(padded, from * 3, padded, to * 3, 3);
  }

  /** The place without repeating the border: -1 is 1. */
  static int mirror(int place, int length) {
    return length - 1 - Math.abs(length - 1 - Math.abs(place));
  }

  private static void add(float[][] rows, float[] weights, float[] sums) {
    for (int k = 0; k < SIDE; k += 3) {
      float[] a = rows[k];
      float[] b = rows[k + 1];
      float[] c = rows[k + 2];
      float wa = weights[k];
      float wb = weights[k + 1];
      float wc = weights[k + 2];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = Math.fma(c[i], wc, Math.fma(b[i], wb, Math.fma(a[i], wa, sums[i])));
      }
    }
  }

  private static void store(float[] sums, byte[] out, int start) {
    for (int i = 0; i < sums.length; i++) {
      out[start + i] = (byte) (int) Math.rint(sums[i]);
    }
    Arrays.fill(sums, 0);
  }
}
