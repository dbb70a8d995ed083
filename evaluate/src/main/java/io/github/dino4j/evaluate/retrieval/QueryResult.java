package io.github.dino4j.evaluate.retrieval;

import java.util.Arrays;

/**
 * How well one query found what it should.
 *
 * @param query its place among the queries
 * @param ranks where its positives stand after the junk is taken out, ascending, from 0 on
 * @param nearest places in the database of the first ten of that ranking
 */
public record QueryResult(int query, int[] ranks, int[] nearest) {
  /** 1 if a positive is among the first k, else 0. */
  public double recallAt(int k) {
    return ranks.length > 0 && ranks[0] < k ? 1 : 0;
  }

  /**
   * The share of positives among the first k, or among the images up to the last positive where
   * those are fewer, so that a query with few positives can reach 1. (Revisited Oxford and Paris.)
   */
  public double precisionAt(int k) {
    int cut = Math.min(k, ranks[ranks.length - 1] + 1);
    return (double) Arrays.stream(ranks).filter(rank -> rank < cut).count() / cut;
  }
}
