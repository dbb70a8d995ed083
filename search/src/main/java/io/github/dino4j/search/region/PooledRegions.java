package io.github.dino4j.search.region;

import io.github.dino4j.search.UnitVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One vector for each of many windows of an image: the mean of its unit patches, of length 1.
 * Square windows of a quarter, a half and all of the short side, each a half of its side from the
 * next; one whose vector nearly equals that of an earlier window is left out, as those of a plain
 * background do. {@code benchmarks/region-search} says what they find.
 */
final class PooledRegions {
  /** Sides of windows, as parts of the short side: larger ones first, so that these are kept. */
  private static final int[] PARTS = {1, 2, 4};

  /** Above this cosine to an earlier window a window says nothing new. */
  private static final float SAME = 0.95f;

  /** How many there are of a square image, about. */
  static final long USUAL = 40;

  private PooledRegions() {}

  /**
   * @param unit patches of length 1
   * @return {@code [dim]} each, at least one
   */
  static List<float[]> of(PatchVectors unit) {
    List<float[]> regions = new ArrayList<>();
    for (PatchBox window : windows(unit.rows(), unit.columns())) {
      float[] pooled = pool(unit, window);
      if (regions.stream().allMatch(other -> dot(other, pooled) < SAME)) {
        regions.add(pooled);
      }
    }
    return regions;
  }

  /** How many windows there are on such a grid. */
  static int most(int rows, int columns) {
    return windows(rows, columns).size();
  }

  private static List<PatchBox> windows(int rows, int columns) {
    List<PatchBox> windows = new ArrayList<>();
    int last = 0;
    for (int part : PARTS) {
      int side = Math.max(1, Math.round((float) Math.min(rows, columns) / part));
      if (side != last) {
        for (int row : starts(rows, side)) {
          for (int column : starts(columns, side)) {
            windows.add(new PatchBox(row, column, side, side));
          }
        }
      }
      last = side;
    }
    return windows;
  }

  /** Where windows begin along a side, the last one at its end. */
  private static TreeSet<Integer> starts(int length, int side) {
    TreeSet<Integer> starts = new TreeSet<>();
    for (int start = 0; start + side <= length; start += Math.max(1, side / 2)) {
      starts.add(start);
    }
    starts.add(length - side);
    return starts;
  }

  private static float[] pool(PatchVectors unit, PatchBox window) {
    int dim = unit.dim();
    float[] sum = new float[dim];
    for (int row = window.row(); row < window.row() + window.rows(); row++) {
      int from = (row * unit.columns() + window.column()) * dim;
      for (int column = 0; column < window.columns(); column++, from += dim) {
        for (int i = 0; i < dim; i++) {
          sum[i] += unit.values()[from + i];
        }
      }
    }
    return UnitVectors.of(sum, dim);
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
