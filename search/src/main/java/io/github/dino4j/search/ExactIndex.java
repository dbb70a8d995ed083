package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares a query with every vector: the neighbours are the true ones. Right for up to some fifty
 * thousand vectors, and as the oracle of indexes that skip most of them. Similarity is the cosine,
 * in float32.
 *
 * <p>Holds a copy of the vectors in memory. Immutable; any number of threads may search.
 */
public final class ExactIndex {
  /** Vectors that a query is compared with at once. */
  private static final int BLOCK = 256;

  /** Dimensions of one pass over a block: fewer visits to the sums. */
  private static final int STEP = 4;

  /** Queries that one thread takes through the blocks, each block while it lies in the cache. */
  private static final int QUERIES = 32;

  private final int size;
  private final int dim;
  private final float[][] blocks; // [dim, BLOCK] each, unit vectors side by side, zeros at the end

  /**
   * An index of vectors of any length; a vector of zeros has the cosine 0 with everything.
   *
   * @param vectors {@code [n, dim]}, copied
   */
  public ExactIndex(float[] vectors, int dim) {
    requireWhole(vectors, dim);
    this.dim = dim;
    size = vectors.length / dim;
    float[] unit = UnitVectors.of(vectors, dim);
    blocks =
        IntStream.range(0, Math.ceilDiv(size, BLOCK))
            .mapToObj(number -> block(unit, number))
            .toArray(float[][]::new);
  }

  private static void requireWhole(float[] vectors, int dim) {
    if (dim < 1 || vectors.length % dim != 0) {
      throw new DinoException("%d values are no vectors of %d each".formatted(vectors.length, dim));
    }
  }

  private float[] block(float[] unit, int number) {
    int first = number * BLOCK;
    int count = Math.min(BLOCK, size - first);
    float[] block = new float[dim * BLOCK];
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < dim; d++) {
        block[d * BLOCK + i] = unit[(first + i) * dim + d];
      }
    }
    return block;
  }

  /** Number of vectors. */
  public int size() {
    return size;
  }

  /**
   * The vectors that are most like each query.
   *
   * @param queries {@code [n, dim]} of any length
   * @param k how many neighbours, at least 1
   * @return the neighbours of each query in turn
   * @throws DinoException if the queries are of another size
   */
  public List<Neighbours> search(float[] queries, int k) {
    requireWhole(queries, dim);
    return search(UnitVectors.of(queries, dim), k, false);
  }

  /** For each vector of the index the others that are most like it. */
  public List<Neighbours> searchOthers(int k) {
    return search(unit(), k, true);
  }

  /** The vectors, one after the other, {@code [size, dim]}. */
  private float[] unit() {
    float[] unit = new float[size * dim];
    for (int i = 0; i < size; i++) {
      float[] block = blocks[i / BLOCK];
      for (int d = 0; d < dim; d++) {
        unit[i * dim + d] = block[d * BLOCK + i % BLOCK];
      }
    }
    return unit;
  }

  private List<Neighbours> search(float[] queries, int k, boolean others) {
    if (k < 1) {
      throw new IllegalArgumentException("%d neighbours".formatted(k));
    }
    int count = queries.length / dim;
    return IntStream.range(0, Math.ceilDiv(count, QUERIES))
        .parallel()
        .mapToObj(group -> {
          int first = group * QUERIES;
          return search(queries, first, Math.min(count, first + QUERIES), k, others);
        })
        .flatMap(List::stream)
        .toList();
  }

  private List<Neighbours> search(float[] queries, int first, int end, int k, boolean others) {
    Neighbours.Collector[] nearest = new Neighbours.Collector[end - first];
    Arrays.setAll(nearest, _ -> new Neighbours.Collector(Math.max(1, Math.min(k, size))));
    float[] cosines = new float[BLOCK];
    for (int b = 0; b < blocks.length; b++) {
      int start = b * BLOCK;
      int filled = Math.min(BLOCK, size - start);
      for (int query = first; query < end; query++) {
        compare(queries, query * dim, blocks[b], cosines);
        int self = others ? query - start : -1;
        offer(nearest[query - first], cosines, start, filled, self);
      }
    }
    return Arrays.stream(nearest).map(Neighbours.Collector::found).toList();
  }

  private static void offer(
      Neighbours.Collector nearest, float[] cosines, int start, int filled, int self) {
    float bar = nearest.bar();
    for (int i = 0; i < filled; i++) {
      if (cosines[i] > bar && i != self) {
        nearest.take(start + i, cosines[i]);
        bar = nearest.bar();
      }
    }
  }

  /** Cosines of a query, at {@code from}, with a block; a shape that the JIT turns into vectors. */
  private void compare(float[] queries, int from, float[] block, float[] cosines) {
    Arrays.fill(cosines, 0);
    int d = 0;
    for (; d + STEP <= dim; d += STEP) {
      float q0 = queries[from + d];
      float q1 = queries[from + d + 1];
      float q2 = queries[from + d + 2];
      float q3 = queries[from + d + 3];
      int at = d * BLOCK;
      for (int i = 0; i < BLOCK; i++) {
        cosines[i] +=
            q0 * block[at + i]
                + q1 * block[at + BLOCK + i]
                + q2 * block[at + 2 * BLOCK + i]
                + q3 * block[at + 3 * BLOCK + i];
      }
    }
    for (; d < dim; d++) {
      for (int i = 0; i < BLOCK; i++) {
        cosines[i] += queries[from + d] * block[d * BLOCK + i];
      }
    }
  }
}
