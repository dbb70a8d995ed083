package io.github.dino4j.search;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Blocks {@code [dim, VECTORS]} in arrays, in a shape whose loops the JIT turns into vectors. */
final class HeapBlocks implements VectorBlocks {
  /** Dimensions of one pass over a block: fewer visits to the sums. */
  private static final int STEP = 4;

  private final int dim;
  private final float[][] blocks;

  HeapBlocks(float[] vectors, int dim) {
    this.dim = dim;
    blocks =
        IntStream.range(0, Math.ceilDiv(vectors.length / dim, VECTORS))
            .parallel()
            .mapToObj(number -> UnitVectors.columns(vectors, dim, number * VECTORS, VECTORS))
            .toArray(float[][]::new);
  }

  @Override
  public int count() {
    return blocks.length;
  }

  @Override
  public float[] vector(int number) {
    float[] block = blocks[number / VECTORS];
    float[] vector = new float[dim];
    for (int d = 0; d < dim; d++) {
      vector[d] = block[d * VECTORS + number % VECTORS];
    }
    return vector;
  }

  @Override
  public Products products(float[] queries, int first, int end) {
    return new HeapProducts(queries, first);
  }

  private final class HeapProducts implements Products {
    private final float[] queries;
    private final int first;
    private final float[] sums = new float[VECTORS];
    private float[] block = {};

    HeapProducts(float[] queries, int first) {
      this.queries = queries;
      this.first = first;
    }

    @Override
    public void moveTo(int number) {
      block = blocks[number];
    }

    @Override
    public float[] of(int query) {
      multiply(queries, (first + query) * dim, block, sums);
      return sums;
    }

    @Override
    public void close() {}
  }

  /** A query, at {@code from}, with a block. */
  private void multiply(float[] queries, int from, float[] block, float[] sums) {
    Arrays.fill(sums, 0);
    int d = 0;
    for (; d + STEP <= dim; d += STEP) {
      float q0 = queries[from + d];
      float q1 = queries[from + d + 1];
      float q2 = queries[from + d + 2];
      float q3 = queries[from + d + 3];
      int at = d * VECTORS;
      for (int i = 0; i < VECTORS; i++) {
        sums[i] +=
            q0 * block[at + i]
                + q1 * block[at + VECTORS + i]
                + q2 * block[at + 2 * VECTORS + i]
                + q3 * block[at + 3 * VECTORS + i];
      }
    }
    for (; d < dim; d++) {
      for (int i = 0; i < VECTORS; i++) {
        sums[i] += queries[from + d] * block[d * VECTORS + i];
      }
    }
  }
}
