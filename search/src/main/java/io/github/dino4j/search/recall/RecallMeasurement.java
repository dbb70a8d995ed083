package io.github.dino4j.search.recall;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.lucene.LuceneIndex;
import io.github.dino4j.search.lucene.SearchEffort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * Which part of the true neighbours searches of an index find, with vectors of the index itself as
 * queries, and how long they take. A query does not count among its own neighbours.
 */
public final class RecallMeasurement {
  /** Two ways to compute a cosine in float32 differ by less: what is as near is as good. */
  private static final float SAME = 1e-5f;

  private static final long SEED = 1;
  private static final int WARM_UP = 100;

  private final VectorIndex index;
  private final int k;
  private final List<IndexedVector> queries;
  private final TrueNeighbours truth;

  /**
   * Draws queries and finds their true neighbours.
   *
   * @param k how many neighbours count
   * @param queries how many; fewer where the index has not as many
   * @param progress told how many vectors were compared
   * @throws DinoException if the index holds no more than k vectors
   */
  public RecallMeasurement(VectorIndex index, int k, int queries, LongConsumer progress) {
    if (k < 1 || queries < 1) {
      throw new DinoException(
          "%d neighbours of %d queries: both are at least 1".formatted(k, queries));
    }
    if (index.size() <= k) {
      throw new DinoException(
          "an index of %d vectors has no %d neighbours of one".formatted(index.size(), k));
    }
    this.index = index;
    this.k = k;
    this.queries = draw(index, queries);
    truth = TrueNeighbours.of(index, this.queries, k, progress);
  }

  /** Reservoir sampling: each vector has the same chance. */
  private static List<IndexedVector> draw(VectorIndex index, int count) {
    List<IndexedVector> drawn = new ArrayList<>();
    Random random = new Random(SEED);
    long[] met = new long[1];
    index.forEach(vector -> {
      long place = random.nextLong(++met[0]);
      if (drawn.size() < count) {
        drawn.add(vector);
      } else if (place < count) {
        drawn.set((int) place, vector);
      }
    });
    return drawn;
  }

  /** How many queries there are. */
  public int queries() {
    return queries.size();
  }

  /**
   * How a search did.
   *
   * @param recall found true neighbours as a part of all, 0 to 1
   * @param milliseconds mean time of one query alone
   */
  public record Result(double recall, double milliseconds) {}

  /** Searches as the index does by default. */
  public Result measure() {
    return measure(query -> index.search(query, options()));
  }

  /** Searches with a chosen effort; empty where the index has no such choice. */
  public Optional<Result> measure(SearchEffort effort) {
    return index instanceof LuceneIndex graph
        ? Optional.of(measure(query -> graph.search(query, options(), effort)))
        : Optional.empty();
  }

  private SearchOptions options() {
    return SearchOptions.nearest(k + 1);
  }

  private interface Search {
    List<List<Hit>> search(float[] query);
  }

  private Result measure(Search search) {
    for (int i = 0; i < Math.min(WARM_UP, queries.size()); i++) {
      search.search(queries.get(i).vector());
    }
    long found = 0;
    long nanos = 0;
    for (int i = 0; i < queries.size(); i++) {
      long start = System.nanoTime();
      List<Hit> hits = search.search(queries.get(i).vector()).getFirst();
      nanos += System.nanoTime() - start;
      found += found(hits, i);
    }
    return new Result((double) found / ((long) k * queries.size()), nanos / 1e6 / queries.size());
  }

  private long found(List<Hit> hits, int query) {
    String self = queries.get(query).id();
    float least = truth.last(query) - SAME;
    return hits.stream()
        .filter(hit -> !hit.id().equals(self))
        .limit(k)
        .filter(hit -> hit.score() >= least)
        .count();
  }
}
