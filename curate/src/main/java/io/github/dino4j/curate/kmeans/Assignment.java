package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.VectorBlock;
import java.util.Arrays;

/**
 * For each vector of a block a centroid.
 *
 * @param centroid {@code [size]}, their numbers; of equally near ones the first. -1 where there is
 *     none, as for the second nearest of one
 * @param score {@code [size]}, the larger the nearer: the cosine, or for {@link Metric#EUCLIDEAN}
 *     {@code x · c - |c|² / 2}
 */
public record Assignment(int[] centroid, float[] score) {
  /** Of so many vectors, none assigned yet. */
  static Assignment empty(int size) {
    Assignment empty = new Assignment(new int[size], new float[size]);
    Arrays.fill(empty.centroid, -1);
    Arrays.fill(empty.score, Float.NEGATIVE_INFINITY);
    return empty;
  }

  void set(int vector, int centroid, float score) {
    this.centroid[vector] = centroid;
    this.score[vector] = score;
  }

  /** Number of vectors. */
  public int size() {
    return centroid.length;
  }

  /** The squared Euclidean distance of each vector to its centroid. */
  public double[] squaredDistances(VectorBlock vectors, Metric metric) {
    double[] distances = new double[size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = metric.squaredDistance(vectors.dot(i, vectors, i), score[i]);
    }
    return distances;
  }
}
