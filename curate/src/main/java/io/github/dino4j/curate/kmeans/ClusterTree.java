package io.github.dino4j.curate.kmeans;

import java.util.List;

/**
 * Clusters of clusters. Level 0 has the clusters of vectors, each further one those of the
 * centroids below it.
 *
 * @param centroids of each level
 * @param parents of each level: for level 0 the cluster of each vector, for others the cluster that
 *     each cluster of the level below belongs to
 */
public record ClusterTree(List<Centroids> centroids, List<int[]> parents) {
  public ClusterTree {
    centroids = List.copyOf(centroids);
    parents = List.copyOf(parents);
    for (int level = 1; level < parents.size(); level++) {
      if (parents.get(level).length != centroids.get(level - 1).size()) {
        throw new IllegalArgumentException("level %d is not above the next".formatted(level));
      }
    }
  }

  /** Number of levels. */
  public int levels() {
    return centroids.size();
  }

  /** The cluster of each vector at a level. */
  public int[] clusters(int level) {
    int[] clusters = parents.getFirst().clone();
    for (int above = 1; above <= level; above++) {
      for (int i = 0; i < clusters.length; i++) {
        clusters[i] = parents.get(above)[clusters[i]];
      }
    }
    return clusters;
  }
}
