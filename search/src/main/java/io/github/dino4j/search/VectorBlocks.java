package io.github.dino4j.search;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;

/**
 * Vectors, scaled to length 1, in blocks of {@link #VECTORS}, each laid out as products with many
 * queries want it, zeros at the end of the last. Immutable: threads share it.
 */
sealed interface VectorBlocks permits HeapBlocks, NativeBlocks {
  /** Vectors of a block. */
  int VECTORS = 256;

  /**
   * By kernels of our own where they run, otherwise by Java.
   *
   * @param vectors {@code [n, dim]} of any length, copied
   */
  static VectorBlocks of(float[] vectors, int dim) {
    return Processor.runs(ElementType.FP32)
        ? new NativeBlocks(vectors, dim)
        : new HeapBlocks(vectors, dim);
  }

  /** How many blocks there are. */
  int count();

  /** Vector {@code number}, of length 1. */
  float[] vector(int number);

  /**
   * Takes queries through the blocks.
   *
   * @param queries {@code [n, dim]}
   * @param first of those that are taken, up to {@code end}
   */
  Products products(float[] queries, int first, int end);

  /** Products of a few queries with a block at a time. For one thread; closed by its owner. */
  interface Products extends AutoCloseable {
    /** The next products are with this block. */
    void moveTo(int block);

    /**
     * Dot products with all vectors of the block.
     *
     * @param query counted from the first that is taken
     * @return {@code [VECTORS]}, valid until the next call
     */
    float[] of(int query);

    @Override
    void close();
  }
}
