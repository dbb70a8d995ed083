package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.HierarchyOptions;
import io.github.dino4j.curate.kmeans.HierarchyOptions.Level;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;

/** Clusters of a pool without a tree above them. */
final class FlatClusters {
  private static final int ITERATIONS = 20;

  private final ClusterIndex index;

  private FlatClusters(ClusterIndex index) {
    this.index = index;
  }

  /** So many clusters of the rows that come in. */
  static FlatClusters train(StageRun run, int clusters) {
    HierarchyOptions options =
        new HierarchyOptions(
            List.of(new Level(clusters, 0, 1)),
            Math.min(clusters, TreeTraining.splits(run.in().cardinality())),
            Metric.SPHERICAL,
            ITERATIONS,
            run.seed());
    return new FlatClusters(new TreeTraining(run, options).train(run.in()).index());
  }

  int size() {
    return index.size();
  }

  /**
   * The clusters of some rows.
   *
   * @param rows rising
   */
  record Assigned(int[] rows, Assignment assignment) {}

  private record Task(int[] cluster, float[] score) implements Serializable {}

  Assigned assign(StageRun run, BitSet rows) {
    Shared<ClusterIndex> shared = run.runner().share(index);
    List<Task> parts =
        run.runner()
            .run(
                "assigning",
                run.pool().tasks(rows),
                task -> {
                  PoolVectors read = shared.value().read(task);
                  Assignment its = shared.value().assign(read.vectors());
                  return new Task(its.centroid(), its.score());
                });
    int[] all = rows.stream().toArray();
    Assignment assignment = new Assignment(new int[all.length], new float[all.length]);
    int at = 0;
    for (Task part : parts) {
      System.arraycopy(part.cluster, 0, assignment.centroid(), at, part.cluster.length);
      System.arraycopy(part.score, 0, assignment.score(), at, part.score.length);
      at += part.cluster.length;
    }
    return new Assigned(all, assignment);
  }
}
