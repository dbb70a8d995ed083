package io.github.dino4j.curate.kmeans;

/** Vectors by their clusters. */
public final class Clusters {
  private Clusters() {}

  /**
   * Numbers of the vectors of each cluster, rising.
   *
   * @param cluster {@code [size]}, of each vector; -1 where it has none
   * @return {@code [clusters]}
   */
  public static int[][] members(int[] cluster, int clusters) {
    int[] sizes = new int[clusters];
    for (int its : cluster) {
      if (its >= 0) {
        sizes[its]++;
      }
    }
    int[][] members = new int[clusters][];
    for (int i = 0; i < clusters; i++) {
      members[i] = new int[sizes[i]];
    }
    for (int i = cluster.length - 1; i >= 0; i--) {
      if (cluster[i] >= 0) {
        members[cluster[i]][--sizes[cluster[i]]] = i;
      }
    }
    return members;
  }
}
