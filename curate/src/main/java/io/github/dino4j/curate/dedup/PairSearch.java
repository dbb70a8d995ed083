package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.CentroidIndex.TwoNearest;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.KMeans;
import io.github.dino4j.curate.kmeans.KMeansOptions;
import io.github.dino4j.curate.kmeans.Metric;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The pairs of a candidate list whose cosine reaches the threshold, by comparing all. A list that
 * is too large is clustered into smaller ones, each vector going to two of them; and what cannot be
 * clustered, such as a thousand copies of one picture, is cut into parts that share some of their
 * vectors, so that copies stay connected. Immutable: threads share it.
 */
public final class PairSearch {
  /** Most parts that a list is split into at once. */
  private static final int PARTS = 64;

  private static final int SAMPLE = 32; // vectors a part
  private static final int ITERATIONS = 8;

  /** A part that holds more than this of the list is no progress. */
  private static final double TOO_MUCH = 0.7;

  /** Vectors that all parts share of what cannot be clustered. */
  private static final int PIVOTS = 16;

  private final float threshold;
  private final int most;
  private final long seed;
  private final float bar;

  public PairSearch(DedupOptions options) {
    threshold = options.threshold();
    most = options.mostInList();
    seed = options.seed();
    bar = Math.nextDown(threshold);
  }

  /**
   * What was found in a list.
   *
   * @param forest edges between numbers of the list, which connect what all its pairs connect: at
   *     most one less than it has vectors
   * @param comparisons products that were needed, with centroids where the list was split too
   * @param pairs at or above the threshold that were met; one that lies in two parts counts twice
   */
  public record Found(Edges forest, long comparisons, long pairs) {}

  /**
   * Searches a list.
   *
   * @param list of length 1, in an order that does not depend on how it was gathered
   */
  public Found search(VectorBlock list) {
    Search search = new Search(list);
    search.visit(range(list.size()));
    return new Found(search.forest.edges(), search.comparisons, search.pairs);
  }

  /**
   * All pairs at or above the threshold, of a list of any size, each once, first less than second.
   */
  public Edges allPairs(VectorBlock list) {
    Edges pairs = new Edges();
    forEachPair(list, (column, row, product) -> pairs.add(row, column, product));
    return pairs;
  }

  private static int[] range(int size) {
    int[] range = new int[size];
    Arrays.setAll(range, i -> i);
    return range;
  }

  @FunctionalInterface
  private interface PairTaker {
    void take(int column, int row, float product);
  }

  private void forEachPair(VectorBlock list, PairTaker taker) {
    try (Arena arena = Arena.ofConfined()) {
      ProductScan.of(list, arena)
          .scan(
              list,
              0,
              list.size(),
              bar,
              (_, end) -> end,
              (column, row, product) -> {
                if (row < column) {
                  taker.take(column, row, product);
                }
                return bar;
              });
    }
  }

  /** The search of one list, for one thread. */
  private final class Search {
    private final VectorBlock list;
    private final SpanningForest forest;
    private long comparisons;
    private long pairs;

    Search(VectorBlock list) {
      this.list = list;
      forest = new SpanningForest(list.size());
    }

    /** Numbers of vectors of the list, rising. */
    void visit(int[] members) {
      if (members.length <= most) {
        compare(members);
      } else {
        split(members);
      }
    }

    private void compare(int[] members) {
      comparisons += (long) members.length * (members.length - 1) / 2;
      forEachPair(
          members.length == list.size() ? list : list.select(members),
          (column, row, product) -> {
            pairs++;
            forest.add(members[row], members[column], product);
          });
    }

    private void split(int[] members) {
      int parts = Math.min(PARTS, Math.ceilDiv(4 * members.length, most));
      long partSeed = new SeededOrder(seed).key(members[0] + ((long) members.length << 32));
      int[] sample = new SeededOrder(partSeed).sample(members.length, SAMPLE * parts);
      VectorBlock vectors = list.select(members);
      KMeansOptions options =
          KMeansOptions.of(parts, Metric.SPHERICAL, partSeed).withIterations(ITERATIONS);
      Centroids centroids = KMeans.train(vectors.select(sample), options).centroids();
      TwoNearest two = CentroidIndex.of(centroids).assignTwo(vectors);
      comparisons += (long) parts * members.length;
      for (int part = 0; part < parts; part++) {
        int number = part;
        int[] its =
            IntStream.range(0, members.length)
                .filter(i ->
                    two.nearest().centroid()[i] == number || two.second().centroid()[i] == number)
                .map(i -> members[i])
                .toArray();
        if (its.length > TOO_MUCH * members.length) {
          cut(its);
        } else {
          visit(its);
        }
      }
    }

    private void cut(int[] members) {
      int[] pivots =
          Arrays.stream(new SeededOrder(seed).sample(members.length, Math.min(PIVOTS, most / 2)))
              .map(i -> members[i])
              .toArray();
      int each = most - pivots.length;
      for (int first = 0; first < members.length; first += each) {
        int end = Math.min(members.length, first + each);
        compare(
            IntStream.concat(Arrays.stream(pivots), Arrays.stream(members, first, end))
                .sorted()
                .distinct()
                .toArray());
      }
    }
  }
}
