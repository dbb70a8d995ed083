package io.github.dino4j.features;

import java.util.List;

/**
 * Normalised patch tokens of one image, with the grid they lie on.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param dim features a patch
 * @param values {@code [rows, columns, dim]}, row by row
 */
public record PatchFeatures(int rows, int columns, int dim, float[] values) {
  public PatchFeatures {
    if ((long) rows * columns * dim != values.length) {
      throw new IllegalArgumentException(
          "%d x %d patches of %d features are %d values, not %d"
              .formatted(rows, columns, dim, (long) rows * columns * dim, values.length));
    }
  }

  /**
   * The patches of several layers side by side, {@code [rows, columns, layers * dim]} ({@code
   * resize_concat} of mmseg).
   *
   * @param layers one entry a layer, in their order
   */
  public static PatchFeatures concatenate(List<Features> layers) {
    PatchFeatures first = layers.getFirst().patches();
    if (layers.size() == 1) {
      return first;
    }
    int patches = first.rows() * first.columns();
    int dim = layers.stream().mapToInt(layer -> layer.patches().dim()).sum();
    float[] values = new float[Math.multiplyExact(patches, dim)];
    int offset = 0;
    for (Features layer : layers) {
      int width = layer.patches().dim();
      for (int patch = 0; patch < patches; patch++) {
        System.arraycopy(
            layer.patches().values(), patch * width, values, patch * dim + offset, width);
      }
      offset += width;
    }
    return new PatchFeatures(first.rows(), first.columns(), dim, values);
  }

  /** The mean of all patches, {@code [dim]}, summed in double. */
  public float[] mean() {
    double[] sum = new double[dim];
    for (int i = 0; i < values.length; i++) {
      sum[i % dim] += values[i];
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim; i++) {
      mean[i] = (float) (sum[i] / (rows * columns));
    }
    return mean;
  }
}
