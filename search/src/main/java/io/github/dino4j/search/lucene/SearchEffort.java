package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;

/**
 * What a search spends to find the true neighbours: more finds more of them, and takes longer. All
 * candidates that come out of the graph are compared by their float32 values.
 *
 * @param ef candidates that the search of the graph keeps, as in the paper
 * @param oversampling candidates for each vector that is asked for: where k times this is more than
 *     ef, it counts
 */
public record SearchEffort(int ef, int oversampling) {
  /**
   * For ten neighbours the codes of one bit put the true ones among the first 150 even where all
   * vectors of a cluster are about equally near.
   */
  public static final SearchEffort DEFAULT = new SearchEffort(150, 5);

  public SearchEffort {
    if (ef < 1 || oversampling < 1) {
      throw new DinoException(
          "ef %d and oversampling %d: both are at least 1".formatted(ef, oversampling));
    }
  }

  /** How many candidates a search for k neighbours among {@code size} vectors has, at least 1. */
  int candidates(int k, int size) {
    return (int) Math.max(1, Math.min(Math.max(ef, (long) k * oversampling), size));
  }
}
