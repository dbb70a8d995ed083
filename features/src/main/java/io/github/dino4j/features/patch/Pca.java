package io.github.dino4j.features.patch;

/**
 * Principal components of a set of rows, in double precision.
 *
 * <p>Rows are centred by the mean of all rows and not scaled. The sign of a component is arbitrary
 * in theory; here its entry of the largest magnitude is positive, so the same rows always give the
 * same components. {@link PcaFit} makes one.
 *
 * @param mean {@code [dim]}
 * @param components {@code [k, dim]}, orthonormal, by falling variance
 * @param variance {@code [k]}, along each component, divided by rows - 1
 * @param totalVariance over all dimensions, so {@code variance / totalVariance} is explained
 */
public record Pca(double[] mean, double[][] components, double[] variance, double totalVariance) {

  /**
   * Fits to rows that are at hand.
   *
   * @param rows {@code [n, dim]}
   * @param dim features a row
   * @param count how many components, at most {@code dim}
   * @throws io.github.dino4j.DinoException if there are fewer than two rows or a value is not
   *     finite
   */
  public static Pca fit(float[] rows, int dim, int count) {
    return new PcaFit(dim).add(rows).fit(count);
  }

  public int dim() {
    return mean.length;
  }

  /**
   * Coordinates of rows along the components.
   *
   * @param rows {@code [n, dim]}
   * @return {@code [n, k]}
   */
  public float[] project(float[] rows) {
    int dim = dim();
    int count = components.length;
    int n = rows.length / dim;
    float[] projected = new float[n * count];
    for (int row = 0; row < n; row++) {
      for (int k = 0; k < count; k++) {
        projected[row * count + k] = (float) coordinate(rows, row * dim, components[k]);
      }
    }
    return projected;
  }

  private double coordinate(float[] rows, int from, double[] component) {
    double sum = 0;
    for (int i = 0; i < component.length; i++) {
      sum += (rows[from + i] - mean[i]) * component[i];
    }
    return sum;
  }
}
