package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.CentroidIndex.TwoNearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Near-duplicates among vectors that are in memory. A cluster of machines runs the same parts: a
 * sample for {@link CandidateLists#train}, {@link CandidateLists#assign} of blocks, {@link
 * PairSearch} of lists, {@link UnionFind} of their forests.
 */
public final class NearDuplicates {
  /** Lists that are searched before their edges are joined: bounds what lies in memory. */
  private static final int LISTS = 256;

  private static final int BLOCK = 1 << 16;

  private NearDuplicates() {}

  /**
   * What was found.
   *
   * @param forest edges that connect each component
   * @param counters what it took
   */
  public record Result(Components components, Edges forest, Counters counters) {}

  /**
   * What a search took.
   *
   * @param lists their number
   * @param largestList vectors in the largest one, own and second
   * @param assignments comparisons of vectors with centroids of lists
   * @param comparisons of vectors with others of their lists
   * @param pairs at or above the threshold that were met, some of them more than once
   */
  public record Counters(
      int lists, int largestList, long assignments, long comparisons, long pairs) {}

  /** Searches all vectors, which are of length 1. */
  public static Result search(VectorBlock vectors, DedupOptions options) {
    vectors.requireUnit();
    int[] sample =
        new SeededOrder(options.seed())
            .sample(vectors.size(), CandidateLists.sampleSize(vectors.size(), options));
    CandidateLists lists = CandidateLists.train(vectors.select(sample), vectors.size(), options);
    int[][] members = members(vectors, lists);
    PairSearch search = new PairSearch(options);
    SpanningForest forest = new SpanningForest(vectors.size());
    long comparisons = 0;
    long pairs = 0;
    for (int first = 0; first < members.length; first += LISTS) {
      List<PairSearch.Found> found =
          Arrays.stream(members, first, Math.min(members.length, first + LISTS))
              .parallel()
              .map(its -> search.search(vectors.select(its)))
              .toList();
      for (int i = 0; i < found.size(); i++) {
        join(found.get(i).forest(), members[first + i], forest);
        comparisons += found.get(i).comparisons();
        pairs += found.get(i).pairs();
      }
    }
    int largest = Arrays.stream(members).mapToInt(its -> its.length).max().orElse(0);
    long assignments = (long) (lists.comparisons() * vectors.size());
    return new Result(
        new Components(forest.roots()),
        forest.edges(),
        new Counters(lists.size(), largest, assignments, comparisons, pairs));
  }

  private static void join(Edges found, int[] members, SpanningForest forest) {
    for (int i = 0; i < found.size(); i++) {
      forest.add(members[found.first(i)], members[found.second(i)], found.similarity(i));
    }
  }

  /** Numbers of the vectors of each list, rising. */
  private static int[][] members(VectorBlock vectors, CandidateLists lists) {
    int[] own = new int[vectors.size()];
    int[] second = new int[vectors.size()];
    for (int first = 0; first < own.length; first += BLOCK) {
      int end = Math.min(own.length, first + BLOCK);
      TwoNearest two = lists.assign(vectors.slice(first, end));
      System.arraycopy(two.nearest().centroid(), 0, own, first, end - first);
      System.arraycopy(two.second().centroid(), 0, second, first, end - first);
    }
    int[] sizes = new int[lists.size()];
    IntStream.concat(Arrays.stream(own), Arrays.stream(second))
        .filter(list -> list >= 0)
        .forEach(list -> sizes[list]++);
    int[][] members = new int[lists.size()][];
    Arrays.setAll(members, list -> new int[sizes[list]]);
    for (int i = own.length - 1; i >= 0; i--) {
      members[own[i]][--sizes[own[i]]] = i;
      if (second[i] >= 0) {
        members[second[i]][--sizes[second[i]]] = i;
      }
    }
    return members;
  }
}
