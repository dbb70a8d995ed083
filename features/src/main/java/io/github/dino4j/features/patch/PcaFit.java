package io.github.dino4j.features.patch;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.patch.LinearAlgebra.Eigen;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers rows image by image and then finds their principal components, so that the rows of many
 * images never lie in memory together: what is kept is one {@code [dim, dim]} matrix of doubles.
 *
 * <p>Not thread-safe.
 */
public final class PcaFit {
  private static final int ROWS_AT_ONCE = 2048;

  private final int dim;
  private final double[] sum;
  private final double[] products;
  // Second moments are taken about a row near the mean: about zero they would cancel badly.
  private double @Nullable [] shift;
  private long count;

  /**
   * @param dim features a row
   */
  public PcaFit(int dim) {
    this.dim = dim;
    this.sum = new double[dim];
    this.products = new double[dim * dim];
  }

  /**
   * Adds rows.
   *
   * @param rows {@code [n, dim]}
   * @throws DinoException if a value is not finite
   */
  public PcaFit add(float[] rows) {
    if (rows.length % dim != 0) {
      throw new IllegalArgumentException(rows.length + " values are not rows of " + dim);
    }
    for (int from = 0; from < rows.length; from += ROWS_AT_ONCE * dim) {
      addBlock(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS_AT_ONCE * dim)));
    }
    return this;
  }

  /** Adds the rows of {@code [n, dim]} for which {@code keep [n]} is true. */
  public PcaFit add(float[] rows, boolean[] keep) {
    float[] kept = new float[rows.length];
    int length = 0;
    for (int row = 0; row < keep.length; row++) {
      if (keep[row]) {
        System.arraycopy(rows, row * dim, kept, length, dim);
        length += dim;
      }
    }
    return add(Arrays.copyOf(kept, length));
  }

  /** Rows added so far. */
  public long count() {
    return count;
  }

  /**
   * The first components of everything added.
   *
   * @param components how many, at most {@code dim}
   * @throws DinoException if fewer than two rows were added
   */
  public Pca fit(int components) {
    if (components < 1 || components > dim) {
      throw new IllegalArgumentException(components + " components of " + dim + " dimensions");
    }
    if (shift == null || count < 2) {
      throw new DinoException(
          "principal components need at least two rows, not " + count + ": give more patches");
    }
    double[] mean = shift.clone();
    Arrays.setAll(mean, i -> mean[i] + sum[i] / count);
    double[] covariance = covariance();
    Eigen eigen = LinearAlgebra.eigen(covariance, dim);
    double[][] vectors = Arrays.copyOf(eigen.vectors(), components);
    for (double[] vector : vectors) {
      fixSign(vector);
    }
    return new Pca(mean, vectors, variance(eigen, components), trace(covariance));
  }

  private void addBlock(float[] rows) {
    requireFinite(rows);
    if (shift == null) {
      shift = meanOf(rows);
    }
    double[] origin = shift;
    for (int i = 0; i < rows.length; i++) {
      sum[i % dim] += rows[i] - origin[i % dim];
    }
    double[] block = LinearAlgebra.gram(rows, origin);
    for (int i = 0; i < block.length; i++) {
      products[i] += block[i];
    }
    count += rows.length / dim;
  }

  private void requireFinite(float[] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (!Float.isFinite(rows[i])) {
        throw new DinoException(
            "feature %d of row %d is %s: the model or its precision is at fault"
                .formatted(i % dim, count + i / dim, rows[i]));
      }
    }
  }

  private double[] meanOf(float[] rows) {
    double[] mean = new double[dim];
    for (int i = 0; i < rows.length; i++) {
      mean[i % dim] += rows[i];
    }
    Arrays.setAll(mean, i -> mean[i] / (rows.length / dim));
    return mean;
  }

  private double[] covariance() {
    double[] covariance = new double[products.length];
    for (int i = 0; i < dim; i++) {
      for (int j = 0; j < dim; j++) {
        int at = i * dim + j;
        covariance[at] = (products[at] - sum[i] * sum[j] / count) / (count - 1);
      }
    }
    return covariance;
  }

  private static double[] variance(Eigen eigen, int components) {
    double[] variance = Arrays.copyOf(eigen.values(), components);
    Arrays.setAll(variance, i -> Math.max(0, variance[i]));
    return variance;
  }

  private double trace(double[] covariance) {
    double trace = 0;
    for (int i = 0; i < dim; i++) {
      trace += covariance[i * dim + i];
    }
    return trace;
  }

  private static void fixSign(double[] vector) {
    int largest = 0;
    for (int i = 1; i < vector.length; i++) {
      if (Math.abs(vector[i]) > Math.abs(vector[largest])) {
        largest = i;
      }
    }
    if (vector[largest] < 0) {
      Arrays.setAll(vector, i -> -vector[i]);
    }
  }
}
