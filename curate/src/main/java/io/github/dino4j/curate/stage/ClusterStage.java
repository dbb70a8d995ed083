package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.ConstantWord;
import io.github.dino4j.curate.folder.CentroidRow;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.ClusterTree;
import io.github.dino4j.curate.kmeans.HierarchyOptions;
import io.github.dino4j.curate.kmeans.HierarchyOptions.Level;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Clusters the images by hierarchical k-means; all stay.
 *
 * @param levels clusters of each level, from below; empty for what suits the number of images
 * @param resamplings of each level
 * @param metric what near means
 * @param iterations of Lloyd's algorithm at most
 */
public record ClusterStage(List<Integer> levels, int resamplings, Metric metric, int iterations)
    implements Stage {
  /** Images of a cluster of the first level, where nobody said how many clusters. */
  private static final int USUAL_SIZE = 50;

  /** Clusters of a level that one of the level above has, likewise. */
  private static final int USUAL_FANOUT = 10;

  private static final int USUAL_LEVELS = 3;

  public ClusterStage {
    levels = List.copyOf(levels);
  }

  @Override
  public String kind() {
    return "cluster";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("levels", levels.isEmpty() ? "by the number of images" : text(levels));
    settings.put("resamplings", String.valueOf(resamplings));
    settings.put("metric", ConstantWord.of(metric));
    settings.put("iterations", String.valueOf(iterations));
    return settings;
  }

  private static String text(List<Integer> levels) {
    return String.join(", ", levels.stream().map(String::valueOf).toList());
  }

  /** Clusters of 50 images, ten of them in each above. */
  static List<Integer> usualLevels(int images) {
    List<Integer> levels = new ArrayList<>();
    int clusters = Math.max(1, images / USUAL_SIZE);
    while (levels.isEmpty() || clusters > 1 && levels.size() < USUAL_LEVELS) {
      levels.add(clusters);
      clusters /= USUAL_FANOUT;
    }
    return levels;
  }

  @Override
  public Result run(StageRun run) {
    int images = run.in().cardinality();
    List<Integer> its = levels.isEmpty() ? usualLevels(images) : levels;
    TreeTraining.Trained trained =
        new TreeTraining(run, options(its, images, run.seed())).train(run.in());
    ClusterTree tree = trained.tree();
    ArrayList<int[]> parents = new ArrayList<>(tree.parents().subList(1, tree.levels()));
    Shared<ClusterIndex> shared = run.runner().share(trained.index());
    Decider decider = new Decider(shared, parents);
    List<TableColumn> columns = new ArrayList<>();
    for (int level = 1; level <= tree.levels(); level++) {
      columns.add(TableColumn.required("cluster_" + level, Kind.INT));
    }
    columns.add(TableColumn.required("distance", Kind.FLOAT));
    Decided decided = run.decide(columns, _ -> decider);
    CentroidRow.write(run.folder().centroids(), rows(run, tree));
    Map<String, Long> counters = new LinkedHashMap<>();
    for (int level = 1; level <= tree.levels(); level++) {
      counters.put("clusters_" + level, (long) tree.centroids().get(level - 1).size());
    }
    Map<String, String> found = levels.isEmpty() ? Map.of("levels", text(its)) : Map.of();
    return new Result(decided, counters, found);
  }

  private HierarchyOptions options(List<Integer> its, int images, long seed) {
    List<Level> made = new ArrayList<>();
    long below = images;
    for (int clusters : its) {
      made.add(new Level(clusters, resamplings, Level.of(clusters, below).nearest()));
      below = clusters;
    }
    int splits = Math.min(its.getFirst(), TreeTraining.splits(images));
    return new HierarchyOptions(made, splits, metric, iterations, seed);
  }

  private static List<CentroidRow> rows(StageRun run, ClusterTree tree) {
    List<CentroidRow> rows = new ArrayList<>();
    for (int level = 0; level < tree.levels(); level++) {
      long[] sizes = new long[tree.centroids().get(level).size()];
      String column = "cluster_" + (level + 1);
      run.folder().forEachRow(List.of(column), row -> sizes[row.integer(column)]++);
      for (int i = 0; i < sizes.length; i++) {
        Integer parent = level + 1 < tree.levels() ? tree.parents().get(level + 1)[i] : null;
        float[] centroid = tree.centroids().get(level).vectors().vector(i);
        rows.add(new CentroidRow(level + 1, i, parent, sizes[i], centroid));
      }
    }
    return rows;
  }

  /**
   * @param parents of the clusters of each level but the highest
   */
  private record Decider(Shared<ClusterIndex> index, ArrayList<int[]> parents)
      implements Part.Decider {
    @Override
    public List<Decision> decide(RangeRows rows, List<PoolEntry> images) {
      PoolVectors read = index.value().read(rows);
      Assignment assigned = index.value().assign(read.vectors());
      double[] squared = assigned.squaredDistances(read.vectors(), index.value().metric());
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < squared.length; i++) {
        List<@Nullable Object> scores = new ArrayList<>();
        int cluster = assigned.centroid()[i];
        scores.add(cluster);
        for (int[] parent : parents) {
          cluster = parent[cluster];
          scores.add(cluster);
        }
        scores.add((float) Math.sqrt(squared[i]));
        decisions.add(Decision.keep(scores));
      }
      return decisions;
    }
  }
}
