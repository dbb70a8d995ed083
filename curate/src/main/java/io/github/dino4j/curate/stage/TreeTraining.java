package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.ClusterTree;
import io.github.dino4j.curate.kmeans.HierarchicalKMeans;
import io.github.dino4j.curate.kmeans.HierarchyOptions;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes a tree of clusters by tasks: coarse clusters of a sample, the first level in each of them
 * by a receiver, the levels above here.
 */
final class TreeTraining {
  /** Vectors of the sample a split. */
  private static final int SAMPLE = 256;

  /** Vectors that a split has at most, about, so that a receiver can hold them. */
  private static final int SPLIT = 1 << 17;

  private final TaskRunner runner;
  private final StageRun run;
  private final HierarchyOptions options;

  TreeTraining(StageRun run, HierarchyOptions options) {
    runner = run.runner();
    this.run = run;
    this.options = options;
  }

  /** How many splits a pool of this size needs. */
  static int splits(int vectors) {
    return Math.ceilDiv(Math.max(1, vectors), SPLIT);
  }

  /** The first level, and the tree above it, whose parents of level 0 are empty. */
  record Trained(ClusterIndex index, ClusterTree tree) {}

  Trained train(BitSet rows) {
    int clusters = options.levels().getFirst().clusters();
    int vectors = rows.cardinality();
    if (vectors < clusters) {
      throw new DinoException(
          "%d images make no %d clusters: ask for fewer".formatted(vectors, clusters));
    }
    ClusterIndex index = firstLevel(rows, splits(rows));
    return new Trained(index, HierarchicalKMeans.treeAbove(index.centroids(), new int[0], options));
  }

  private Centroids splits(BitSet rows) {
    long wanted = (long) SAMPLE * options.splits();
    BitSet sample =
        Gathering.sample(rows, (int) Math.min(rows.cardinality(), wanted), options.seed());
    HierarchyOptions its = options;
    List<VectorBlock> blocks =
        runner
            .run(
                "sampling", run.pool().tasks(sample), task -> ClusterIndex.read(task, its.metric()))
            .stream()
            .map(PoolVectors::vectors)
            .toList();
    return HierarchicalKMeans.splits(VectorBlock.concat(blocks), options);
  }

  /** Splits that no vector is nearest to are left out. */
  private ClusterIndex firstLevel(BitSet rows, Centroids splits) {
    Shared<Centroids> shared = runner.share(splits);
    long[] sizes = sizes(rows, shared, splits.size());
    int[] clusters = HierarchicalKMeans.clustersOfSplits(sizes, options);
    HierarchyOptions its = options;
    int dim = run.pool().dim();
    List<ArrayList<Centroids>> trained =
        runner.<RangeRows, VectorPacket, ArrayList<Centroids>>exchange(
            "clustering",
            run.pool().tasks(rows),
            (task, outbox) -> {
              PoolVectors read = ClusterIndex.read(task, its.metric());
              int[] split = CentroidIndex.of(shared.value()).assign(read.vectors()).centroid();
              VectorPacket.Sorter sorter = new VectorPacket.Sorter(clusters.length);
              for (int i = 0; i < split.length; i++) {
                sorter.add(split[i], i, split[i]);
              }
              sorter.send(read, false, outbox::send);
            },
            clusters.length,
            (split, packets) -> {
              ArrayList<Centroids> made = new ArrayList<>();
              if (!packets.isEmpty()) {
                VectorBlock vectors = VectorPacket.Received.of(packets, dim).vectors().vectors();
                made.add(HierarchicalKMeans.trainSplit(vectors, split, clusters[split], its));
              }
              return made;
            });
    int[] filled =
        IntStream.range(0, clusters.length).filter(i -> !trained.get(i).isEmpty()).toArray();
    return new ClusterIndex(
        new Centroids(splits.vectors().select(filled), splits.metric()),
        trained.stream().flatMap(List::stream).toList());
  }

  private long[] sizes(BitSet rows, Shared<Centroids> shared, int splits) {
    if (splits == 1) {
      return new long[] {rows.cardinality()};
    }
    HierarchyOptions its = options;
    List<long[]> counted =
        runner.run(
            "counting",
            run.pool().tasks(rows),
            task -> {
              long[] sizes = new long[splits];
              VectorBlock vectors = ClusterIndex.read(task, its.metric()).vectors();
              for (int split : CentroidIndex.of(shared.value()).assign(vectors).centroid()) {
                sizes[split]++;
              }
              return sizes;
            });
    long[] sizes = new long[splits];
    for (long[] some : counted) {
      for (int i = 0; i < splits; i++) {
        sizes[i] += some[i];
      }
    }
    return sizes;
  }
}
