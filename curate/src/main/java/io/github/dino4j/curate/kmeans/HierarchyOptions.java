package io.github.dino4j.curate.kmeans;

import io.github.dino4j.DinoException;
import java.io.Serializable;
import java.util.List;

/**
 * How a tree of clusters is made (Vo et al., 2024).
 *
 * @param levels from below; each has fewer clusters than the one before
 * @param splits coarse clusters of the vectors, in each of which the first level is made by itself,
 *     so that millions of clusters cost no more a vector than some thousand; 1 for none
 * @param iterations of Lloyd's algorithm at most
 */
public record HierarchyOptions(
    List<Level> levels, int splits, Metric metric, int iterations, long seed)
    implements Serializable {
  /**
   * A level.
   *
   * @param clusters their number
   * @param resamplings how often it is made anew from the vectors nearest each centroid, which
   *     evens out how densely centroids lie
   * @param nearest how many of these a cluster; about half the mean size of a cluster
   */
  public record Level(int clusters, int resamplings, int nearest) implements Serializable {
    private static final int RESAMPLINGS = 10;

    /** Ten resamplings of half the mean size. */
    public static Level of(int clusters, long vectors) {
      long half = Math.max(1, vectors / clusters / 2);
      return new Level(clusters, RESAMPLINGS, (int) Math.min(half, Integer.MAX_VALUE));
    }
  }

  /**
   * @throws DinoException if a level has no fewer clusters than the one below
   */
  public HierarchyOptions {
    levels = List.copyOf(levels);
    if (levels.isEmpty() || splits < 1) {
      throw new DinoException("a tree of clusters needs a level, and one split or more");
    }
    for (int i = 1; i < levels.size(); i++) {
      if (levels.get(i).clusters() >= levels.get(i - 1).clusters()) {
        throw new DinoException(
            "level %d of the tree has %d clusters and the one below it %d: ask for fewer and fewer"
                .formatted(i + 1, levels.get(i).clusters(), levels.get(i - 1).clusters()));
      }
    }
  }

  KMeansOptions flat(int clusters, long seed) {
    return KMeansOptions.of(clusters, metric, seed).withIterations(iterations);
  }
}
