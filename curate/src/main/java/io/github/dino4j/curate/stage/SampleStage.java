package io.github.dino4j.curate.stage;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.ConstantWord;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.folder.CentroidRow;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.ClusterTree;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.sample.BalancedSampling;
import io.github.dino4j.curate.sample.Caps;
import io.github.dino4j.curate.sample.Pick;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many images as asked for, spread evenly over a tree of clusters.
 *
 * @param clusters name of the stage that clustered; null for the last one before
 * @param size images in all
 * @param pick which images of a cluster are taken
 * @param cap how many of a value may be taken; null for no such cap
 */
public record SampleStage(@Nullable String clusters, int size, Pick pick, @Nullable Cap cap)
    implements Stage {
  private static final String NOT_CHOSEN = "not-chosen";

  /** Reason of those that a cap left out. */
  private static final String CAPPED = "capped";

  /**
   * At most so many images of a class or a source.
   *
   * @param by a column of the feature files, or {@code folder} for the folder of the image
   */
  public record Cap(String by, int most) {}

  @Override
  public String kind() {
    return "sample";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("clusters", clusters == null ? "the last" : clusters);
    settings.put("size", String.valueOf(size));
    settings.put("pick", ConstantWord.of(pick));
    settings.put("cap", cap == null ? "none" : "%d of each %s".formatted(cap.most, cap.by));
    return settings;
  }

  @Override
  public Result run(StageRun run) {
    StageRun.Done clustered = clustered(run);
    if (!covers(clustered.kept(), run.in())) {
      throw new DinoException(
          "%s samples images that its clusters do not have: cluster what it takes"
              .formatted(run.folder().path().getFileName()));
    }
    int[] rows = run.in().stream().toArray();
    Leaves leaves = read(clustered, run.in(), rows.length);
    BitSet all = new BitSet();
    all.set(0, rows.length);
    BitSet among = cap == null ? all : capped(run, rows, all, cap);
    BalancedSampling.Sample sample =
        new BalancedSampling(pick, run.seed()).sample(leaves.tree, leaves.scores, among, size);
    BitSet chosen = new BitSet();
    Arrays.stream(sample.chosen()).forEach(chosen::set);
    Decided decided =
        run.decide(columns(leaves.tree), task -> decider(task.rows(), rows, leaves, chosen, among));
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("asked_for", (long) size);
    counters.put("missing", sample.missing());
    return new Result(decided, counters);
  }

  private StageRun.Done clustered(StageRun run) {
    if (clusters != null) {
      return run.earlier(clusters);
    }
    return run.earlier().values().stream()
        .filter(done -> done.kind().equals("cluster"))
        .reduce((_, last) -> last)
        .orElseThrow(() -> new DinoException("sampling needs a cluster stage before it"));
  }

  private static boolean covers(BitSet all, BitSet some) {
    BitSet rest = (BitSet) some.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }

  /**
   * What the cluster stage said of the images that come in, by their places.
   *
   * @param scores the negated distances
   */
  private record Leaves(ClusterTree tree, float[] scores) {}

  private static Leaves read(StageRun.Done clustered, BitSet in, int images) {
    List<CentroidRow> centroids = CentroidRow.read(clustered.folder().centroids());
    int levels = centroids.getLast().level();
    int[] leaf = new int[images];
    float[] scores = new float[images];
    int[] rows = clustered.in().stream().toArray();
    int[] at = {0, 0}; // row of the parts, place among those that come in
    clustered
        .folder()
        .forEachRow(
            List.of("cluster_1", "distance"),
            row -> {
              if (in.get(rows[at[0]++])) {
                leaf[at[1]] = row.integer("cluster_1");
                Double distance = row.number("distance");
                scores[at[1]++] = distance == null ? 0 : -distance.floatValue();
              }
            });
    List<int[]> parents = new ArrayList<>(List.of(leaf));
    for (int level = 1; level < levels; level++) {
      int its = level;
      parents.add(
          centroids.stream()
              .filter(row -> row.level() == its)
              .mapToInt(row -> row.parent() == null ? 0 : row.parent())
              .toArray());
    }
    return new Leaves(new ClusterTree(centroidsOf(centroids, levels), parents), scores);
  }

  private static List<Centroids> centroidsOf(List<CentroidRow> rows, int levels) {
    List<Centroids> centroids = new ArrayList<>();
    for (int level = 1; level <= levels; level++) {
      int its = level;
      List<VectorBlock> blocks =
          rows.stream()
              .filter(row -> row.level() == its)
              .map(row -> new VectorBlock(row.centroid(), row.centroid().length))
              .toList();
      centroids.add(new Centroids(VectorBlock.concat(blocks), Metric.EUCLIDEAN));
    }
    return centroids;
  }

  private static BitSet capped(StageRun run, int[] rows, BitSet all, Cap cap) {
    boolean byFolder = cap.by.equals("folder");
    if (!byFolder) {
      run.pool().requireColumn(cap.by);
    }
    List<String> values = new ArrayList<>();
    for (PoolEntry entry :
        new Gathering(run).entries("reading", run.in(), byFolder ? List.of() : List.of(cap.by))) {
      String value = byFolder ? entry.folder() : entry.columns().getFirst();
      values.add(value == null ? "" : value.intern());
    }
    long[] ids = Arrays.stream(rows).asLongStream().toArray();
    return new Caps(cap.most, run.seed()).apply(ids, values::get, all);
  }

  private static List<TableColumn> columns(ClusterTree tree) {
    List<TableColumn> columns = new ArrayList<>();
    for (int level = 1; level <= tree.levels(); level++) {
      columns.add(TableColumn.required("cluster_" + level, Kind.INT));
    }
    columns.add(TableColumn.required("distance", Kind.FLOAT));
    return columns;
  }

  private static Part.Decider decider(
      int[] some, int[] rows, Leaves leaves, BitSet chosen, BitSet among) {
    ArrayList<Decision> decisions = new ArrayList<>();
    for (int row : some) {
      int place = Arrays.binarySearch(rows, row);
      List<@Nullable Object> scores = new ArrayList<>();
      for (int level = 0, at = place; level < leaves.tree.levels(); level++) {
        at = leaves.tree.parents().get(level)[at];
        scores.add(at);
      }
      scores.add(-leaves.scores[place]);
      List<@Nullable Object> its = Collections.unmodifiableList(scores);
      decisions.add(
          chosen.get(place)
              ? Decision.keep(its)
              : Decision.drop(among.get(place) ? NOT_CHOSEN : CAPPED, its));
    }
    return new ListDecider(decisions);
  }
}
