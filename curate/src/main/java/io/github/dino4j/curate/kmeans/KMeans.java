package io.github.dino4j.curate.kmeans;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Lloyd's algorithm: vectors go to their nearest centroid, centroids to the mean of their vectors.
 * A cluster that is left empty keeps its centroid. The same bytes for a seed on any number of
 * threads.
 */
public final class KMeans {
  private KMeans() {}

  /**
   * What came out.
   *
   * @param inertia the sum of squared distances to the centroids, as of the last assignment, which
   *     the last update of the centroids has lowered further
   * @param iterations that were run
   */
  public record Result(Centroids centroids, double inertia, int iterations) {}

  /**
   * Finds centroids of vectors.
   *
   * @param vectors of length 1 (or zeros) where the metric is spherical
   * @throws DinoException if there are fewer vectors than clusters, or they are not of length 1
   */
  public static Result train(VectorBlock vectors, KMeansOptions options) {
    if (vectors.size() < options.clusters()) {
      throw new DinoException(
          "%d vectors make no %d clusters: ask for fewer"
              .formatted(vectors.size(), options.clusters()));
    }
    if (options.metric() == Metric.SPHERICAL) {
      vectors.requireUnit();
    }
    return train(vectors, FirstCentroids.of(vectors, options), options);
  }

  /**
   * Moves given centroids on.
   *
   * @param options whose seeding and number of clusters do not matter
   */
  public static Result train(VectorBlock vectors, Centroids first, KMeansOptions options) {
    double largest = PartialSums.largest(vectors);
    Centroids centroids = first;
    int[] assigned = {};
    double inertia = Double.POSITIVE_INFINITY;
    int iteration = 0;
    boolean moving = true;
    while (moving && iteration < options.iterations()) {
      Assignment assignment = assign(vectors, centroids);
      PartialSums sums = new PartialSums(centroids.size(), vectors.dim(), largest);
      sums.add(vectors, assignment, centroids.metric());
      centroids = sums.centroids(centroids);
      boolean settled =
          options.tolerance() >= 0
              && (Arrays.equals(assignment.centroid(), assigned)
                  || inertia - sums.inertia() < options.tolerance() * inertia);
      moving = !settled;
      assigned = assignment.centroid();
      inertia = sums.inertia();
      iteration++;
    }
    return new Result(centroids, inertia, iteration);
  }

  private static Assignment assign(VectorBlock vectors, Centroids centroids) {
    try (Arena arena = Arena.ofShared()) {
      return CentroidIndex.of(centroids, arena).assign(vectors);
    }
  }
}
