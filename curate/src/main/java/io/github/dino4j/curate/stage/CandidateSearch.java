package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.CandidateLists;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.Edges;
import io.github.dino4j.curate.dedup.PairSearch;
import io.github.dino4j.curate.dedup.SpanningForest;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.CentroidIndex.TwoNearest;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Near-duplicates among rows of a pool, by tasks: a sample makes candidate lists, all vectors go to
 * the receivers of their two lists, each of which finds the pairs there and returns a forest, and
 * the forests are joined here. With what {@link io.github.dino4j.curate.dedup.NearDuplicates} does
 * in memory it shares the parts and the result.
 */
final class CandidateSearch {
  /** Vectors of the sample that one receiver gets, about. */
  private static final int SAMPLE_RECEIVER = 1 << 16;

  private final TaskRunner runner;
  private final Pool pool;
  private final Gathering gathering;
  private final DedupOptions options;
  private final boolean half;

  /**
   * @param half whether vectors travel in fp16
   */
  CandidateSearch(StageRun run, DedupOptions options, boolean half) {
    runner = run.runner();
    pool = run.pool();
    gathering = new Gathering(run);
    this.options = options;
    this.half = half;
  }

  /**
   * What was found.
   *
   * @param label for each row of the pool the least row that it hangs together with
   * @param forest pairs that hold the groups together
   * @param counters what it took
   */
  record Found(int[] label, Edges forest, Map<String, Long> counters) {}

  Found search(BitSet rows) {
    int vectors = rows.cardinality();
    BitSet sample =
        Gathering.sample(rows, CandidateLists.sampleSize(vectors, options), options.seed());
    return pairs(rows, train(sample, vectors));
  }

  /** Candidate lists as tasks carry them; what finds the nearest is made once a process. */
  private static final class Lists implements Serializable {
    private final Centroids coarse;
    private final ArrayList<Centroids> fine;
    private final int probes;
    private final long[] sizes; // of each list in the sample
    private transient volatile @Nullable CandidateLists built;

    Lists(Centroids coarse, ArrayList<Centroids> fine, int probes, long[] sizes) {
      this.coarse = coarse;
      this.fine = fine;
      this.probes = probes;
      this.sizes = sizes;
    }

    CandidateLists lists() {
      CandidateLists lists = built;
      if (lists == null) {
        synchronized (this) {
          lists = built == null ? new CandidateLists(coarse, fine, probes) : built;
          built = lists;
        }
      }
      return lists;
    }
  }

  /** The lists in some coarse clusters, and how many vectors of the sample each has. */
  private record Fine(ArrayList<Integer> coarse, ArrayList<Centroids> lists, ArrayList<int[]> sizes)
      implements Serializable {}

  private Lists train(BitSet sample, int vectors) {
    int size = sample.cardinality();
    int count = CandidateLists.coarseCount(size, vectors, options);
    int[] sampled = sample.stream().toArray();
    BitSet some = new BitSet();
    Arrays.stream(CandidateLists.coarseSample(size, vectors, options))
        .forEach(place -> some.set(sampled[place]));
    VectorBlock first = gathering.unitVectors("sampling", some).vectors();
    Centroids coarse = CandidateLists.trainCoarse(first, count, options);
    int receivers = Math.clamp(size / SAMPLE_RECEIVER + 1L, 1, count);
    Shared<Centroids> shared = runner.share(coarse);
    DedupOptions its = options;
    int dim = pool.dim();
    boolean halves = half;
    List<Fine> trained =
        runner.<RangeRows, VectorPacket, Fine>exchange(
            "making candidate lists",
            pool.tasks(sample),
            (task, outbox) -> {
              PoolVectors read = task.unitVectors();
              int[] cluster = CentroidIndex.of(shared.value()).assign(read.vectors()).centroid();
              VectorPacket.Sorter sorter = new VectorPacket.Sorter(receivers);
              for (int i = 0; i < cluster.length; i++) {
                sorter.add((int) ((long) cluster[i] * receivers / count), i, cluster[i]);
              }
              sorter.send(read, halves, outbox::send);
            },
            receivers,
            (_, packets) ->
                fine(shared.value(), VectorPacket.Received.of(packets, dim), size, vectors, its));
    return lists(coarse, trained);
  }

  private static Fine fine(
      Centroids coarse,
      VectorPacket.Received received,
      int sample,
      int vectors,
      DedupOptions options) {
    Fine fine = new Fine(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<SizedLists> trained =
        IntStream.range(0, received.keys().length)
            .parallel()
            .mapToObj(i -> {
              VectorBlock members = received.vectors().vectors().select(received.members()[i]);
              long count = CandidateLists.listsOf(members.size(), sample, vectors, options);
              return SizedLists.of(
                  CandidateLists.trainFine(coarse, received.keys()[i], members, count, options),
                  members);
            })
            .toList();
    for (int i = 0; i < trained.size(); i++) {
      fine.coarse.add(received.keys()[i]);
      fine.lists.add(trained.get(i).lists);
      fine.sizes.add(trained.get(i).sizes);
    }
    return fine;
  }

  /**
   * The lists of a coarse cluster.
   *
   * @param sizes vectors of the sample in each
   */
  private record SizedLists(Centroids lists, int[] sizes) {
    static SizedLists of(Centroids lists, VectorBlock members) {
      int[] sizes = new int[lists.size()];
      Arrays.stream(CentroidIndex.of(lists).assign(members).centroid())
          .forEach(list -> sizes[list]++);
      return new SizedLists(lists, sizes);
    }
  }

  /** A coarse cluster without vectors of the sample has its own centroid as its only list. */
  private Lists lists(Centroids coarse, List<Fine> trained) {
    ArrayList<Centroids> lists = new ArrayList<>();
    List<int[]> sizes = new ArrayList<>();
    for (int i = 0; i < coarse.size(); i++) {
      lists.add(new Centroids(coarse.vectors().slice(i, i + 1), coarse.metric()));
      sizes.add(new int[1]);
    }
    for (Fine fine : trained) {
      for (int i = 0; i < fine.coarse.size(); i++) {
        lists.set(fine.coarse.get(i), fine.lists.get(i));
        sizes.set(fine.coarse.get(i), fine.sizes.get(i));
      }
    }
    long[] all = sizes.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    return new Lists(coarse, lists, options.probes(), all);
  }

  /** What a receiver found: edges between rows of the pool. */
  private record Pairs(Edges forest, long comparisons, long pairs, int lists, int largest)
      implements Serializable {}

  private Found pairs(BitSet rows, Lists lists) {
    int vectors = rows.cardinality();
    long sampled = Arrays.stream(lists.sizes).sum();
    ListRouting routing =
        ListRouting.of(
            Arrays.stream(lists.sizes).map(size -> 2 * size * vectors / sampled).toArray(),
            options.seed());
    Shared<Lists> shared = runner.share(lists);
    Shared<ListRouting> routes = runner.share(routing);
    DedupOptions its = options;
    int dim = pool.dim();
    boolean halves = half;
    List<Pairs> found =
        runner.<RangeRows, VectorPacket, Pairs>exchange(
            "comparing",
            pool.tasks(rows),
            (task, outbox) -> {
              PoolVectors read = task.unitVectors();
              TwoNearest two = shared.value().lists().assign(read.vectors());
              VectorPacket.Sorter sorter = new VectorPacket.Sorter(routes.value().receivers());
              for (int i = 0; i < read.size(); i++) {
                routes.value().route(two.nearest().centroid()[i], read.rows()[i], i, sorter);
                if (two.second().centroid()[i] >= 0) {
                  routes.value().route(two.second().centroid()[i], read.rows()[i], i, sorter);
                }
              }
              sorter.send(read, halves, outbox::send);
            },
            routing.receivers(),
            (_, packets) -> pairs(VectorPacket.Received.of(packets, dim), its));
    return join(found, lists, vectors);
  }

  private static Pairs pairs(VectorPacket.Received received, DedupOptions options) {
    PairSearch search = new PairSearch(options);
    List<PairSearch.Found> found =
        IntStream.range(0, received.keys().length)
            .parallel()
            .mapToObj(
                i -> search.search(received.vectors().vectors().select(received.members()[i])))
            .toList();
    Edges forest = new Edges();
    long comparisons = 0;
    long pairs = 0;
    for (int i = 0; i < found.size(); i++) {
      Edges edges = found.get(i).forest();
      int[] members = received.members()[i];
      for (int edge = 0; edge < edges.size(); edge++) {
        forest.add(
            received.vectors().rows()[members[edges.first(edge)]],
            received.vectors().rows()[members[edges.second(edge)]],
            edges.similarity(edge));
      }
      comparisons += found.get(i).comparisons();
      pairs += found.get(i).pairs();
    }
    int largest = Arrays.stream(received.members()).mapToInt(its -> its.length).max().orElse(0);
    return new Pairs(forest, comparisons, pairs, received.keys().length, largest);
  }

  private Found join(List<Pairs> found, Lists lists, int vectors) {
    SpanningForest forest = new SpanningForest(pool.size());
    found.forEach(some -> forest.addAll(some.forest));
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("vectors", (long) vectors);
    counters.put("lists", (long) lists.sizes.length);
    counters.put("largest_list", found.stream().mapToLong(Pairs::largest).max().orElse(0));
    counters.put("assignments", (long) (lists.lists().comparisons() * vectors));
    counters.put("comparisons", found.stream().mapToLong(Pairs::comparisons).sum());
    counters.put("pairs", found.stream().mapToLong(Pairs::pairs).sum());
    return new Found(forest.roots(), forest.edges(), counters);
  }
}
