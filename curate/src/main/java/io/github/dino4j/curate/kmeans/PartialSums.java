package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.VectorBlock;
import java.io.Serial;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What the vectors of a block add to the next centroids: sums, counts, and the sum of squared
 * distances. Sums are of whole numbers, values times a power of two, so that they are the same in
 * any order and however the vectors are cut into blocks; each value is rounded to some 30 bits of
 * the largest.
 */
public final class PartialSums implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** With this many bits of a value, 2^32 of them fit into the sum. */
  private static final int BITS = 30;

  /** Dimensions that a thread sums alone. */
  private static final int SLICE = 32;

  private static final int FEW = 1 << 10;

  private final int dim;
  private final int exponent;
  private final int squaresExponent;
  private final long[] sums;
  private final long[] counts;
  private long squares;

  /**
   * Sums of nothing.
   *
   * @param clusters their number
   * @param dim values of a vector
   * @param largest no value of a vector is larger, signs aside: 1 for vectors of length 1. All that
   *     are merged have the same one
   */
  public PartialSums(int clusters, int dim, double largest) {
    this.dim = dim;
    exponent = BITS - bits(largest);
    squaresExponent = BITS - bits(4.0 * dim * largest * largest);
    sums = new long[Math.multiplyExact(clusters, dim)];
    counts = new long[clusters];
  }

  private static int bits(double bound) {
    return Math.getExponent(Math.max(bound, Float.MIN_NORMAL)) + 1;
  }

  /** The largest value, signs aside. */
  public static double largest(VectorBlock vectors) {
    float largest = 0;
    for (float value : vectors.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Adds the vectors of a block, on all cores. */
  public void add(VectorBlock vectors, Assignment assignment, Metric metric) {
    double scale = Math.scalb(1.0, exponent);
    int slices = vectors.size() < FEW ? 1 : Math.ceilDiv(dim, SLICE);
    IntStream.range(0, slices)
        .parallel()
        .forEach(slice -> {
          int first = slice * dim / slices;
          int end = (slice + 1) * dim / slices;
          add(vectors.values(), assignment.centroid(), first, end, scale);
        });
    double squaresScale = Math.scalb(1.0, squaresExponent);
    for (double distance : assignment.squaredDistances(vectors, metric)) {
      squares += Math.round(distance * squaresScale);
    }
    for (int centroid : assignment.centroid()) {
      counts[centroid]++;
    }
  }

  private void add(float[] values, int[] centroid, int first, int end, double scale) {
    for (int i = 0; i < centroid.length; i++) {
      int from = i * dim;
      int to = centroid[i] * dim;
      for (int d = first; d < end; d++) {
        sums[to + d] += (long) (values[from + d] * scale);
      }
    }
  }

  /** Adds the sums of other blocks. */
  public void merge(PartialSums other) {
    if (other.exponent != exponent || other.sums.length != sums.length) {
      throw new IllegalArgumentException("sums of other clusters or another scale");
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    squares += other.squares;
  }

  /** Vectors of each cluster. */
  public long[] counts() {
    return counts.clone();
  }

  /** The sum of squared distances to the centroids. */
  public double inertia() {
    return Math.scalb((double) squares, -squaresExponent);
  }

  /**
   * The means, scaled to length 1 where they are spherical.
   *
   * @param previous kept where a cluster is empty, or its mean has no direction
   */
  public Centroids centroids(Centroids previous) {
    float[] values = previous.vectors().values().clone();
    double[] mean = new double[dim];
    for (int cluster = 0; cluster < counts.length; cluster++) {
      double length = mean(cluster, mean);
      double divisor = previous.metric() == Metric.SPHERICAL ? length : 1;
      if (counts[cluster] > 0 && divisor > 0) {
        for (int d = 0; d < dim; d++) {
          values[cluster * dim + d] = (float) (mean[d] / divisor);
        }
      }
    }
    return new Centroids(new VectorBlock(values, dim), previous.metric());
  }

  /** Returns the length of the mean. */
  private double mean(int cluster, double[] mean) {
    double squares = 0;
    for (int d = 0; d < dim; d++) {
      mean[d] = Math.scalb((double) sums[cluster * dim + d], -exponent) / counts[cluster];
      squares += mean[d] * mean[d];
    }
    return Math.sqrt(squares);
  }
}
