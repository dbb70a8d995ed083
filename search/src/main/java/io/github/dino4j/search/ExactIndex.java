package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Compares a query with every vector: the neighbours are the true ones. Right for up to some fifty
 * thousand vectors, and as the oracle of indexes that skip most of them. Similarity is the cosine,
 * in float32, by kernels of our own where they run.
 *
 * <p>Holds a copy of the vectors in memory. Immutable; any number of threads may search.
 */
public final class ExactIndex {
  /** Queries that one thread takes through the blocks, each block while it lies in the cache. */
  private static final int QUERIES = 128;

  private final int size;
  private final int dim;
  private final VectorBlocks blocks;

  /**
   * An index of vectors of any length; a vector of zeros has the cosine 0 with everything.
   *
   * @param vectors {@code [n, dim]}, copied
   */
  public ExactIndex(float[] vectors, int dim) {
    requireWhole(vectors, dim);
    this.dim = dim;
    size = vectors.length / dim;
    blocks = VectorBlocks.of(vectors, dim);
  }

  private static void requireWhole(float[] vectors, int dim) {
    if (dim < 1 || vectors.length % dim != 0) {
      throw new DinoException("%d values are no vectors of %d each".formatted(vectors.length, dim));
    }
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
    return search(queries, k, all());
  }

  /**
   * The vectors among some that are most like each query.
   *
   * @param queries {@code [n, dim]} of any length
   * @param k how many neighbours, at least 1
   * @param among numbers of the vectors that are looked at
   * @return the neighbours of each query in turn
   * @throws DinoException if the queries are of another size
   */
  public List<Neighbours> search(float[] queries, int k, BitSet among) {
    requireWhole(queries, dim);
    return search(UnitVectors.of(queries, dim), k, among, false);
  }

  private BitSet all() {
    BitSet all = new BitSet(size);
    all.set(0, size);
    return all;
  }

  /** For each vector of the index the others that are most like it. */
  public List<Neighbours> searchOthers(int k) {
    return search(unit(), k, all(), true);
  }

  /** The vectors, one after the other, {@code [size, dim]}. */
  private float[] unit() {
    float[] unit = new float[size * dim];
    for (int i = 0; i < size; i++) {
      System.arraycopy(vector(i), 0, unit, i * dim, dim);
    }
    return unit;
  }

  /** A copy of a vector, scaled to length 1. */
  public float[] vector(int number) {
    return blocks.vector(number);
  }

  private List<Neighbours> search(float[] queries, int k, BitSet among, boolean others) {
    if (k < 1) {
      throw new IllegalArgumentException("%d neighbours".formatted(k));
    }
    int count = queries.length / dim;
    int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
    int group = Math.clamp(Math.ceilDiv(count, threads), 1, QUERIES);
    return IntStream.range(0, Math.ceilDiv(count, group))
        .parallel()
        .mapToObj(number -> {
          int first = number * group;
          return search(queries, first, Math.min(count, first + group), k, among, others);
        })
        .flatMap(List::stream)
        .toList();
  }

  private List<Neighbours> search(
      float[] queries, int first, int end, int k, BitSet among, boolean others) {
    Neighbours.Collector[] nearest = new Neighbours.Collector[end - first];
    Arrays.setAll(nearest, _ -> new Neighbours.Collector(Math.max(1, Math.min(k, size))));
    try (VectorBlocks.Products products = blocks.products(queries, first, end)) {
      for (int block = 0; block < blocks.count(); block++) {
        int start = block * VectorBlocks.VECTORS;
        int filled = Math.min(VectorBlocks.VECTORS, size - start);
        int next = among.nextSetBit(start);
        if (next < 0) {
          break;
        }
        if (next >= start + filled) {
          continue;
        }
        products.moveTo(block);
        for (int query = first; query < end; query++) {
          int self = others ? query - start : -1;
          offer(nearest[query - first], products.of(query - first), start, filled, among, self);
        }
      }
    }
    return Arrays.stream(nearest).map(Neighbours.Collector::found).toList();
  }

  private static void offer(
      Neighbours.Collector nearest,
      float[] cosines,
      int start,
      int filled,
      BitSet among,
      int self) {
    float bar = nearest.bar();
    for (int i = 0; i < filled; i++) {
      if (cosines[i] > bar && i != self && among.get(start + i)) {
        nearest.take(start + i, cosines[i]);
        bar = nearest.bar();
      }
    }
  }
}
