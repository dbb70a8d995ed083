package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;

/**
 * What a search spends to find the true neighbours: more finds more of them, and takes longer.
 *
 * @param ef candidates that the search of the graph keeps, as in the paper; never fewer than it has
 *     to return
 * @param rescoring how many times k candidates are compared by their float32 values, at least 1
 */
public record SearchEffort(int ef, int rescoring) {
  /** 100 candidates, of which five times k are compared in full. */
  public static final SearchEffort DEFAULT = new SearchEffort(100, 5);

  public SearchEffort {
    if (ef < 1 || rescoring < 1) {
      throw new DinoException(
          "ef %d and %d-fold rescoring: both are at least 1".formatted(ef, rescoring));
    }
  }

  /** How many of {@code size} vectors are compared in full for k. */
  int rescored(int k, int size) {
    return (int) Math.min((long) k * rescoring, size);
  }
}
