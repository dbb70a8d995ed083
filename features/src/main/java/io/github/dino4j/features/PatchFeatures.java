package io.github.dino4j.features;

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
