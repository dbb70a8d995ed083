package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.features.PatchFeatures;

/** Patch features on other grids. */
public final class PatchMaps {
  private PatchMaps() {}

  /** On a grid of another size, bilinear: what {@code resize_factors} of the reference ask for. */
  public static PatchFeatures resized(PatchFeatures map, int rows, int columns) {
    LinearInterpolation down = LinearInterpolation.of(map.rows(), rows);
    LinearInterpolation across = LinearInterpolation.of(map.columns(), columns);
    int dim = map.dim();
    float[] values = new float[Math.multiplyExact(rows * columns, dim)];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int above = down.first()[y] * map.columns();
        int below = down.second()[y] * map.columns();
        int left = across.first()[x];
        int right = across.second()[x];
        float horizontal = across.weight()[x];
        for (int d = 0; d < dim; d++) {
          float top =
              mix(map.values(), (above + left) * dim + d, (above + right) * dim + d, horizontal);
          float bottom =
              mix(map.values(), (below + left) * dim + d, (below + right) * dim + d, horizontal);
          values[(y * columns + x) * dim + d] = top + down.weight()[y] * (bottom - top);
        }
      }
    }
    return new PatchFeatures(rows, columns, dim, values);
  }

  private static float mix(float[] values, int first, int second, float weight) {
    return values[first] + weight * (values[second] - values[first]);
  }
}
