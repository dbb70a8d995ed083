package io.github.dino4j.kernels.attention;

import io.github.dino4j.kernels.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Some queries of a head, so few that their logits stay in the inner caches.
 *
 * @param first query
 * @param count of queries
 * @param kernels that run on them
 */
record QueryChunk<K>(int first, int count, K kernels) {
  private static final int ROWS = 64;

  /**
   * All queries in chunks, the last of which may be smaller.
   *
   * @param kernels for a number of queries
   */
  static <K> List<QueryChunk<K>> of(int queries, IntFunction<K> kernels) {
    int last = queries - (queries - 1) / ROWS * ROWS;
    K ofLast = kernels.apply(last);
    K ofOthers = queries > ROWS ? kernels.apply(ROWS) : ofLast;
    List<QueryChunk<K>> chunks = new ArrayList<>();
    for (int first = 0; first < queries; first += ROWS) {
      boolean isLast = first + ROWS >= queries;
      chunks.add(new QueryChunk<>(first, isLast ? last : ROWS, isLast ? ofLast : ofOthers));
    }
    return List.copyOf(chunks);
  }

  /** Its rows of a matrix that has one for each query. */
  Matrix rows(Matrix ofAll) {
    return ofAll.rows(first, count);
  }

  /** Queries of the largest chunk. */
  static int most(int queries) {
    return Math.min(ROWS, queries);
  }
}
