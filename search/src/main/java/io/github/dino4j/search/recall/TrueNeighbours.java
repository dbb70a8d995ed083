package io.github.dino4j.search.recall;

import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.VectorIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Vectors of an index as queries, and how near the nearest others truly are. Every vector is
 * compared, block by block, so the index may be larger than the memory.
 */
final class TrueNeighbours {
  private static final int BLOCK = 1 << 14;

  private final List<IndexedVector> queries;
  private final int dim;
  private final float[] flat; // [queries, dim]
  private final float[][] nearest; // [queries, k] cosines, rising
  private final List<IndexedVector> block = new ArrayList<>();
  private long compared;

  private TrueNeighbours(List<IndexedVector> queries, int dim, int k) {
    this.queries = queries;
    this.dim = dim;
    flat = flat(queries, dim);
    nearest = new float[queries.size()][k];
    for (float[] row : nearest) {
      Arrays.fill(row, -Float.MAX_VALUE);
    }
  }

  /**
   * Compares these queries with all others.
   *
   * @param k how many neighbours count
   * @param progress told how many vectors were compared
   */
  static TrueNeighbours of(
      VectorIndex index, List<IndexedVector> queries, int k, LongConsumer progress) {
    TrueNeighbours truth = new TrueNeighbours(queries, index.description().dim(), k);
    index.forEach(vector -> {
      truth.block.add(vector);
      if (truth.block.size() == BLOCK) {
        truth.compare();
        progress.accept(truth.compared);
      }
    });
    truth.compare();
    return truth;
  }

  private void compare() {
    if (block.isEmpty()) {
      return;
    }
    // One more than counts: a query finds itself.
    List<Neighbours> found =
        new ExactIndex(flat(block, dim), dim).search(flat, nearest[0].length + 1);
    for (int query = 0; query < nearest.length; query++) {
      Neighbours near = found.get(query);
      for (int i = 0; i < near.size(); i++) {
        if (!block.get(near.index()[i]).id().equals(queries.get(query).id())) {
          offer(nearest[query], near.similarity()[i]);
        }
      }
    }
    compared += block.size();
    block.clear();
  }

  private static void offer(float[] rising, float cosine) {
    if (cosine > rising[0]) {
      rising[0] = cosine;
      Arrays.sort(rising);
    }
  }

  private static float[] flat(List<IndexedVector> vectors, int dim) {
    float[] flat = new float[vectors.size() * dim];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i).vector(), 0, flat, i * dim, dim);
    }
    return flat;
  }

  /** The cosine of a query to the last of its true neighbours. */
  float last(int query) {
    return nearest[query][0];
  }
}
