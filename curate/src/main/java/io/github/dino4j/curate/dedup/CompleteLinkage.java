package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.Clusters;
import io.github.dino4j.curate.kmeans.KMeans;
import io.github.dino4j.curate.kmeans.KMeansOptions;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The stricter mode: splits a component into groups in which all pairs reach the threshold, by
 * agglomerative clustering with complete linkage (along chains of nearest neighbours: Murtagh,
 * 1983). What is too large for a matrix of all cosines is clustered by k-means first; groups then
 * never reach across its clusters, and still hold only pairs that reach the threshold.
 */
public final class CompleteLinkage {
  /** Members that are taken at once: a matrix of 16 MiB. */
  private static final int MOST = 2048;

  private static final int ITERATIONS = 8;

  private final float threshold;
  private final long seed;
  private final int most;

  public CompleteLinkage(float threshold, long seed) {
    this(threshold, seed, MOST);
  }

  CompleteLinkage(float threshold, long seed, int most) {
    this.threshold = threshold;
    this.seed = seed;
    this.most = most;
  }

  /**
   * The groups of a component's members.
   *
   * @param members of length 1
   * @return {@code [members]}, the least number of the group of each
   */
  public int[] split(VectorBlock members) {
    int[] labels = new int[members.size()];
    int[] all = new int[members.size()];
    Arrays.setAll(all, i -> i);
    split(members, all, labels);
    return labels;
  }

  private void split(VectorBlock vectors, int[] members, int[] labels) {
    if (members.length <= most) {
      int[] its = link(vectors.select(members));
      for (int i = 0; i < its.length; i++) {
        labels[members[i]] = members[its[i]];
      }
      return;
    }
    int parts = Math.ceilDiv(2 * members.length, most);
    VectorBlock some = vectors.select(members);
    int[] part =
        CentroidIndex.of(
                KMeans.train(
                        some,
                        KMeansOptions.of(
                                parts, Metric.SPHERICAL, new SeededOrder(seed).key(members[0]))
                            .withIterations(ITERATIONS))
                    .centroids())
            .assign(some)
            .centroid();
    for (int[] its : Clusters.members(part, parts)) {
      if (its.length == members.length) {
        cut(vectors, members, labels); // all alike
      } else if (its.length > 0) {
        split(vectors, Arrays.stream(its).map(i -> members[i]).toArray(), labels);
      }
    }
  }

  private void cut(VectorBlock vectors, int[] members, int[] labels) {
    for (int first = 0; first < members.length; first += most) {
      int end = Math.min(members.length, first + most);
      split(vectors, Arrays.copyOfRange(members, first, end), labels);
    }
  }

  private int[] link(VectorBlock members) {
    int size = members.size();
    float[] cosines = cosines(members);
    UnionFind groups = new UnionFind(size);
    boolean[] open = new boolean[size]; // may still grow; its least member stands for a group
    Arrays.fill(open, true);
    int[] chain = new int[size];
    int length = 0;
    for (int next = 0; next < size || length > 0; ) {
      if (length == 0) {
        if (open[next]) {
          chain[length++] = next;
        }
        next++;
        continue;
      }
      int tip = chain[length - 1];
      int before = length > 1 ? chain[length - 2] : -1;
      int nearest = nearest(tip, before, open, cosines, size);
      if (nearest < 0) {
        open[tip] = false; // groups only grow less alike
        length--;
      } else if (nearest == before) {
        merge(Math.min(tip, before), Math.max(tip, before), open, cosines, size);
        groups.unite(tip, before);
        length -= 2;
        next = Math.min(next, Math.min(tip, before));
      } else {
        chain[length++] = nearest;
      }
    }
    return groups.roots();
  }

  /** The group most like one, among equals the one before it in the chain; -1 if none is enough. */
  private int nearest(int tip, int before, boolean[] open, float[] cosines, int size) {
    int nearest = before;
    float best = before >= 0 ? cosines[tip * size + before] : Math.nextDown(threshold);
    for (int i = 0; i < size; i++) {
      if (open[i] && i != tip && cosines[tip * size + i] > best) {
        best = cosines[tip * size + i];
        nearest = i;
      }
    }
    return nearest;
  }

  private static void merge(int kept, int gone, boolean[] open, float[] cosines, int size) {
    open[gone] = false;
    for (int i = 0; i < size; i++) {
      float least = Math.min(cosines[kept * size + i], cosines[gone * size + i]);
      cosines[kept * size + i] = least;
      cosines[i * size + kept] = least;
    }
  }

  private static float[] cosines(VectorBlock members) {
    int size = members.size();
    float[] cosines = new float[size * size];
    try (Arena arena = Arena.ofConfined()) {
      ProductScan.of(members, arena)
          .scan(
              members,
              0,
              size,
              Float.NEGATIVE_INFINITY,
              (_, end) -> end,
              (column, row, product) -> {
                cosines[column * size + row] = product;
                cosines[row * size + column] = product;
                return Float.NEGATIVE_INFINITY;
              });
    }
    return cosines;
  }
}
