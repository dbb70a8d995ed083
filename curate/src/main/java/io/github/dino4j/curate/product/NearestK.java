package io.github.dino4j.curate.product;

import io.github.dino4j.curate.VectorBlock;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The k vectors most like each query, among those of any number of blocks, which come in any order:
 * the larger product first, of equal ones the lesser id. Blocks may be searched by different tasks
 * and the results merged. One search at a time.
 */
public final class NearestK implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private static final int BLOCK = 1 << 14;

  private final int k;
  private final long[] ids; // [queries, k], filled from the left
  private final float[] scores;
  private final int[] sizes;

  /** Of so many queries, nothing found yet. */
  public NearestK(int queries, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("%d neighbours".formatted(k));
    }
    this.k = k;
    ids = new long[Math.multiplyExact(queries, k)];
    scores = new float[ids.length];
    sizes = new int[queries];
  }

  /**
   * Compares all queries with all vectors of a block, on all cores.
   *
   * @param queries as many as this was made for
   * @param ids of the vectors of the block
   */
  public void search(VectorBlock queries, VectorBlock block, long[] ids) {
    search(queries, new long[0], block, ids);
  }

  /**
   * The same without pairs of one id: neighbours of vectors among themselves.
   *
   * @param own ids of the queries, or none
   */
  public void search(VectorBlock queries, long[] own, VectorBlock block, long[] ids) {
    queries.requireDim(block);
    for (int first = 0; first < block.size(); first += BLOCK) { // what lies packed beside the block
      int end = Math.min(block.size(), first + BLOCK);
      int from = first;
      try (Arena arena = Arena.ofShared()) {
        ProductScan.of(block.slice(first, end), arena)
            .scan(
                queries,
                Float.NEGATIVE_INFINITY,
                (query, row, product) -> {
                  long id = ids[from + row];
                  if (own.length == 0 || own[query] != id) {
                    offer(query, id, product);
                  }
                  return bar(query);
                });
      }
    }
  }

  /** Keeps what is among the k nearest of a query. */
  public void offer(int query, long id, float score) {
    int first = query * k;
    int size = sizes[query];
    if (size == k && !isBefore(score, id, first + k - 1)) {
      return;
    }
    int at = first + Math.min(size, k - 1);
    while (at > first && isBefore(score, id, at - 1)) {
      ids[at] = ids[at - 1];
      scores[at] = scores[at - 1];
      at--;
    }
    ids[at] = id;
    scores[at] = score;
    sizes[query] = Math.min(size + 1, k);
  }

  private boolean isBefore(float score, long id, int at) {
    return score > scores[at] || score == scores[at] && id < ids[at];
  }

  /** Below which nothing is kept: equal scores may be, for their ids. */
  private float bar(int query) {
    return sizes[query] < k ? Float.NEGATIVE_INFINITY : Math.nextDown(scores[query * k + k - 1]);
  }

  /** Keeps the nearest of both; of the same number of queries. */
  public void merge(NearestK other) {
    for (int query = 0; query < sizes.length; query++) {
      for (int i = 0; i < other.sizes[query]; i++) {
        offer(query, other.ids[query * other.k + i], other.scores[query * other.k + i]);
      }
    }
  }

  /** Number of queries. */
  public int queries() {
    return sizes.length;
  }

  /** Ids of what was found for a query, nearest first: fewer than k where there is no more. */
  public long[] ids(int query) {
    return Arrays.copyOfRange(ids, query * k, query * k + sizes[query]);
  }

  /** Their products with the query. */
  public float[] scores(int query) {
    return Arrays.copyOfRange(scores, query * k, query * k + sizes[query]);
  }
}
