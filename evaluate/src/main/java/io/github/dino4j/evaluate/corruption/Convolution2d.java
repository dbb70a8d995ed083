package io.github.dino4j.evaluate.corruption;

import java.util.Arrays;

/**
 * A plane convolved with a small kernel, mirrored at the borders with the border repeated. Rows are
 * added up whole, which the JIT turns into vector code.
 *
 * @param side of the kernel, odd
 * @param weights {@code [side, side]}; those of 0 cost nothing
 */
record Convolution2d(int side, float[] weights) {
  /** A Gaussian in two passes, cut off at a number of deviations. */
  static float[] gaussian(Planes picture, float[] plane, double sigma, double cut) {
    int reach = Math.max(1, (int) (cut * sigma + 0.5));
    float[] line = new float[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < line.length; i++) {
      double distance = (i - reach) / sigma;
      line[i] = (float) Math.exp(-0.5 * distance * distance);
      sum += line[i];
    }
    for (int i = 0; i < line.length; i++) {
      line[i] /= (float) sum;
    }
    return down(picture, across(picture, plane, line), line);
  }

  private static float[] across(Planes picture, float[] plane, float[] line) {
    int width = picture.width();
    int reach = line.length / 2;
    float[] out = new float[plane.length];
    float[] padded = new float[width + 2 * reach];
    float[] row = new float[width];
    for (int y = 0; y < picture.height(); y++) {
      for (int i = 0; i < padded.length; i++) {
        padded[i] = plane[y * width + Planes.mirror(i - reach, width)];
      }
      Arrays.fill(row, 0);
      for (int k = 0; k < line.length; k++) {
        add(line[k], padded, k, row);
      }
      System.arraycopy(row, 0, out, y * width, width);
    }
    return out;
  }

  private static float[] down(Planes picture, float[] plane, float[] line) {
    int width = picture.width();
    int reach = line.length / 2;
    float[] out = new float[plane.length];
    float[] row = new float[width];
    for (int y = 0; y < picture.height(); y++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < line.length; k++) {
        add(line[k], plane, Planes.mirror(y + k - reach, picture.height()) * width, row);
      }
      System.arraycopy(row, 0, out, y * width, width);
    }
    return out;
  }

  /** Of a plane of the picture. */
  float[] apply(Planes picture, float[] plane) {
    int width = picture.width();
    int reach = side / 2;
    int stride = width + 2 * reach;
    float[] padded = padded(picture, plane, reach);
    float[] out = new float[plane.length];
    float[] row = new float[width];
    for (int y = 0; y < picture.height(); y++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < weights.length; k++) {
        if (weights[k] != 0) {
          add(weights[k], padded, (y + k / side) * stride + k % side, row);
        }
      }
      System.arraycopy(row, 0, out, y * width, width);
    }
    return out;
  }

  private static float[] padded(Planes picture, float[] plane, int reach) {
    int width = picture.width();
    int stride = width + 2 * reach;
    float[] padded = new float[stride * (picture.height() + 2 * reach)];
    for (int i = 0; i < padded.length; i++) {
      int y = Planes.mirror(i / stride - reach, picture.height());
      padded[i] = plane[y * width + Planes.mirror(i % stride - reach, width)];
    }
    return padded;
  }

  private static void add(float weight, float[] from, int start, float[] row) {
    for (int x = 0; x < row.length; x++) {
      row[x] += weight * from[start + x];
    }
  }
}
