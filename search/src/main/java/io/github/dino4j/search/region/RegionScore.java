package io.github.dino4j.search.region;

import java.util.Arrays;

/**
 * How much an image contains of a region: the mean over the patches of the region, by their
 * weights, of the cosine of each to the most similar patch of the image. And where: the rectangle
 * in which patches are most like the region.
 *
 * @param value the score, at most 1
 * @param map {@code [rows, columns]}, of each patch of the image the cosine to the most similar
 *     patch of the region
 */
record RegionScore(float value, float[] map) {

  /**
   * @param products {@code [patches of the image, patches of the region]}, cosines
   * @param weights {@code [patches of the region]}
   */
  static RegionScore of(float[] products, float[] weights) {
    int queries = weights.length;
    float[] map = new float[products.length / queries];
    float[] best = new float[queries];
    Arrays.fill(best, -1);
    for (int patch = 0; patch < map.length; patch++) {
      float most = -1;
      for (int query = 0; query < queries; query++) {
        float cosine = products[patch * queries + query];
        most = Math.max(most, cosine);
        best[query] = Math.max(best[query], cosine);
      }
      map[patch] = most;
    }
    double sum = 0;
    double weight = 0;
    for (int query = 0; query < queries; query++) {
      sum += (double) weights[query] * best[query];
      weight += weights[query];
    }
    return new RegionScore((float) (sum / weight), map);
  }

  /**
   * The rectangle whose patches lie most above the middle between the mean and the best of the map,
   * all together.
   *
   * @param columns of the map
   */
  PatchBox box(int columns) {
    int rows = map.length / columns;
    double bar = bar();
    PatchBox box = new PatchBox(0, 0, rows, columns);
    double most = Double.NEGATIVE_INFINITY;
    for (int top = 0; top < rows; top++) {
      double[] above = new double[columns]; // sums of the rows from top to bottom
      for (int bottom = top; bottom < rows; bottom++) {
        double sum = 0;
        int left = 0;
        for (int column = 0; column < columns; column++) {
          above[column] += map[bottom * columns + column] - bar;
          if (sum <= 0) {
            sum = 0;
            left = column;
          }
          sum += above[column];
          if (sum > most) {
            most = sum;
            box = new PatchBox(top, left, bottom - top + 1, column - left + 1);
          }
        }
      }
    }
    return box;
  }

  private double bar() {
    double sum = 0;
    double most = -1;
    for (float value : map) {
      sum += value;
      most = Math.max(most, value);
    }
    return (sum / map.length + most) / 2;
  }
}
