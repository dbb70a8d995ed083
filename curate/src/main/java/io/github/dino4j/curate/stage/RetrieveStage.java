package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.retrieve.Chosen;
import io.github.dino4j.curate.retrieve.ClusterRetrieval;
import io.github.dino4j.curate.retrieve.SeedNeighbours;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps images of the pool that are like those of seed sets.
 *
 * @param seeds the seed sets, the most important first: an image that several choose counts for the
 *     first
 */
public record RetrieveStage(List<SeedSet> seeds) implements Stage {
  private static final String NOT_CHOSEN = "not-chosen";

  private static final List<TableColumn> SCORES =
      List.of(
          TableColumn.nullable("seed_set", Kind.TEXT),
          TableColumn.nullable("seed", Kind.TEXT),
          TableColumn.nullable("score", Kind.FLOAT),
          TableColumn.nullable("cluster", Kind.INT));

  private static final List<@Nullable Object> NONE =
      Collections.unmodifiableList(Arrays.asList(null, null, null, null));

  public RetrieveStage {
    seeds = List.copyOf(seeds);
  }

  /** A set of images to find others by, and how. */
  public sealed interface SeedSet {
    /** Its name among the sets of the pool. */
    String set();

    /** Images that it brings at most. */
    int cap();

    /**
     * For large seed sets: images that are among the nearest of a seed.
     *
     * @param nearest of each seed
     */
    record ByNeighbours(String set, int nearest, int cap) implements SeedSet {}

    /**
     * For small ones: images of the clusters of the pool that enough seeds fall into.
     *
     * @param clusters of the pool
     * @param moreThan seeds that must be exceeded in a cluster
     * @param each images of a cluster at most
     */
    record ByClusters(String set, int clusters, int moreThan, int each, int cap)
        implements SeedSet {}
  }

  @Override
  public String kind() {
    return "retrieve";
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    for (SeedSet seed : seeds) {
      settings.put(
          "seeds " + seed.set(),
          switch (seed) {
            case SeedSet.ByNeighbours its ->
                "the %d nearest, at most %s".formatted(its.nearest, cap(its.cap));
            case SeedSet.ByClusters its ->
                "%d of each of %d clusters with more than %d seeds, at most %s"
                    .formatted(its.each, its.clusters, its.moreThan, cap(its.cap));
          });
    }
    return settings;
  }

  private static String cap(int cap) {
    return cap == Integer.MAX_VALUE ? "all" : String.valueOf(cap);
  }

  @Override
  public Result run(StageRun run) {
    List<List<Chosen>> chosen = new ArrayList<>();
    Map<Integer, FlatClusters> clusters = new HashMap<>();
    for (SeedSet seed : seeds) {
      chosen.add(
          switch (seed) {
            case SeedSet.ByNeighbours its -> byNeighbours(run, its);
            case SeedSet.ByClusters its ->
                byClusters(
                    run,
                    its,
                    clusters.computeIfAbsent(
                        its.clusters, count -> FlatClusters.train(run, count)));
          });
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    for (int i = 0; i < seeds.size(); i++) {
      counters.put(
          "seeds_" + seeds.get(i).set(), (long) run.pool().rows(seeds.get(i).set()).cardinality());
      counters.put("chosen_by_" + seeds.get(i).set(), (long) chosen.get(i).size());
    }
    List<Chosen> all = Chosen.merge(chosen);
    Map<Integer, Decision> decisions = decisions(run, all);
    Decided decided =
        run.decide(
            SCORES, rows -> SparseDecider.of(rows, decisions, Decision.drop(NOT_CHOSEN, NONE)));
    return new Result(decided, counters);
  }

  private static List<Chosen> byNeighbours(StageRun run, SeedSet.ByNeighbours seed) {
    List<Chosen> chosen = new ArrayList<>();
    new NeighbourSearch(run)
        .search(
            run.pool().rows(seed.set),
            run.in(),
            seed.nearest,
            found ->
                SeedNeighbours.choose(seed.set, found.nearest(), Integer.MAX_VALUE).stream()
                    .map(its ->
                        new Chosen(its.id(), seed.set, its.score(), found.rows()[(int) its.by()]))
                    .forEach(chosen::add));
    return Chosen.merge(List.of(best(chosen))).stream().limit(seed.cap).toList();
  }

  /** Of the seeds of several ranges that chose an image the one it is most like. */
  private static List<Chosen> best(List<Chosen> chosen) {
    Map<Long, Chosen> best = new LinkedHashMap<>();
    for (Chosen its : chosen) {
      best.merge(its.id(), its, (old, other) -> Chosen.ORDER.compare(other, old) < 0 ? other : old);
    }
    return List.copyOf(best.values());
  }

  private static List<Chosen> byClusters(
      StageRun run, SeedSet.ByClusters seed, FlatClusters clusters) {
    BitSet rows = run.pool().rows(seed.set);
    FlatClusters.Assigned ofSeeds = clusters.assign(run, rows);
    FlatClusters.Assigned ofPool = clusters.assign(run, run.in());
    return new ClusterRetrieval(seed.moreThan, seed.each, seed.cap, run.seed())
        .choose(
            seed.set,
            ofSeeds.assignment().centroid(),
            ofPool.assignment(),
            Arrays.stream(ofPool.rows()).asLongStream().toArray(),
            clusters.size());
  }

  private Map<Integer, Decision> decisions(StageRun run, List<Chosen> chosen) {
    Map<String, Boolean> byClusters = new HashMap<>();
    seeds.forEach(seed -> byClusters.put(seed.set(), seed instanceof SeedSet.ByClusters));
    BitSet seedRows = new BitSet();
    chosen.stream()
        .filter(its -> !byClusters.getOrDefault(its.set(), false))
        .forEach(its -> seedRows.set((int) its.by()));
    Map<Integer, String> ids = new HashMap<>();
    for (PoolEntry entry : new Gathering(run).entries("naming seeds", seedRows, List.of())) {
      ids.put(entry.row(), entry.id());
    }
    Map<Integer, Decision> decisions = new HashMap<>();
    for (Chosen its : chosen) {
      boolean cluster = byClusters.getOrDefault(its.set(), false);
      List<@Nullable Object> scores =
          Arrays.asList(
              its.set(),
              cluster ? null : ids.get((int) its.by()),
              its.score(),
              cluster ? (Integer) (int) its.by() : null);
      decisions.put((int) its.id(), Decision.keep(scores));
    }
    return decisions;
  }
}
