package io.github.dino4j.curate.kmeans;

import io.github.dino4j.DinoException;

/**
 * How k-means is run.
 *
 * @param clusters their number, at least 1
 * @param seeding how the first centroids are found
 * @param iterations of Lloyd's algorithm at most
 * @param tolerance it ends when an iteration lowers the inertia by less than this part; at 0 when
 *     no vector changes its cluster, below 0 never
 * @param seed of all that is drawn
 */
public record KMeansOptions(
    int clusters, Metric metric, Seeding seeding, int iterations, double tolerance, long seed) {
  private static final int ITERATIONS = 50;

  /** From so many clusters on k-means++ within coarse clusters is as good and far quicker. */
  private static final int MANY = 128;

  public KMeansOptions {
    if (clusters < 1) {
      throw new DinoException("%d clusters are none: ask for 1 or more".formatted(clusters));
    }
    if (iterations < 0) {
      throw new DinoException("%d iterations of k-means: ask for 0 or more".formatted(iterations));
    }
  }

  /**
   * Up to 50 iterations, until no vector changes its cluster; the seeding that suits the number.
   */
  public static KMeansOptions of(int clusters, Metric metric, long seed) {
    Seeding seeding = clusters < MANY ? Seeding.PLUS_PLUS : Seeding.NESTED_PLUS_PLUS;
    return new KMeansOptions(clusters, metric, seeding, ITERATIONS, 0, seed);
  }

  public KMeansOptions withClusters(int clusters) {
    return new KMeansOptions(clusters, metric, seeding, iterations, tolerance, seed);
  }

  public KMeansOptions withSeeding(Seeding seeding) {
    return new KMeansOptions(clusters, metric, seeding, iterations, tolerance, seed);
  }

  public KMeansOptions withIterations(int iterations) {
    return new KMeansOptions(clusters, metric, seeding, iterations, tolerance, seed);
  }

  public KMeansOptions withTolerance(double tolerance) {
    return new KMeansOptions(clusters, metric, seeding, iterations, tolerance, seed);
  }

  public KMeansOptions withSeed(long seed) {
    return new KMeansOptions(clusters, metric, seeding, iterations, tolerance, seed);
  }
}
