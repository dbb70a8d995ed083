package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.Clusters;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The clusters of a pool as tasks carry them: coarse ones, and in each of them its own. What finds
 * the nearest is made once a process.
 */
final class ClusterIndex implements Serializable {
  private final Centroids splits;
  private final ArrayList<Centroids> clusters; // of each split
  private final int[] first; // cluster of each split, and the number of all
  private transient volatile @Nullable Built built;

  private record Built(CentroidIndex splits, List<CentroidIndex> clusters) {}

  /**
   * @param splits coarse clusters, each of which has some of its own
   */
  ClusterIndex(Centroids splits, List<Centroids> clusters) {
    this.splits = splits;
    this.clusters = new ArrayList<>(clusters);
    first = new int[clusters.size() + 1];
    for (int i = 0; i < clusters.size(); i++) {
      first[i + 1] = first[i] + clusters.get(i).size();
    }
  }

  int size() {
    return first[clusters.size()];
  }

  Metric metric() {
    return splits.metric();
  }

  /** Vectors of rows as the metric wants them. */
  PoolVectors read(RangeRows rows) {
    return read(rows, metric());
  }

  static PoolVectors read(RangeRows rows, Metric metric) {
    return metric == Metric.SPHERICAL ? rows.unitVectors() : rows.vectors();
  }

  /** The centroids of all clusters. */
  Centroids centroids() {
    return new Centroids(
        VectorBlock.concat(clusters.stream().map(Centroids::vectors).toList()), metric());
  }

  private Built built() {
    Built its = built;
    if (its == null) {
      synchronized (this) {
        its = built;
        if (its == null) {
          its =
              new Built(
                  CentroidIndex.of(splits), clusters.stream().map(CentroidIndex::of).toList());
          built = its;
        }
      }
    }
    return its;
  }

  /** The cluster of each vector: the nearest in the nearest split. */
  Assignment assign(VectorBlock vectors) {
    Built its = built();
    int[] split = its.splits.assign(vectors).centroid();
    int[][] members = Clusters.members(split, clusters.size());
    Assignment all = new Assignment(new int[vectors.size()], new float[vectors.size()]);
    IntStream.range(0, members.length)
        .parallel()
        .filter(i -> members[i].length > 0)
        .forEach(i -> {
          Assignment some = its.clusters.get(i).assign(vectors.select(members[i]));
          for (int j = 0; j < members[i].length; j++) {
            all.centroid()[members[i][j]] = first[i] + some.centroid()[j];
            all.score()[members[i][j]] = some.score()[j];
          }
        });
    return all;
  }
}
