package io.github.dino4j.curate.product;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;

/**
 * Rows that many vectors, the columns of products, are multiplied with: {@link #GROUP} rows and
 * {@link #COLUMNS} columns at a time, with the largest product of each column. Whoever looks for
 * large products skips most groups. Immutable: threads share it.
 */
sealed interface ProductRows permits HeapRows, NativeRows {
  /** Rows of a group: what is looked through where its largest product is large enough. */
  int GROUP = 24;

  /** Vectors that are multiplied at a time. */
  int COLUMNS = 64;

  /**
   * By kernels of our own where they run, otherwise by Java.
   *
   * @param rows {@code [n, inputs]}, copied
   * @param arena owns the copy
   */
  static ProductRows of(float[] rows, int inputs, Arena arena) {
    return Processor.runs(ElementType.FP32)
        ? new NativeRows(rows, inputs, arena)
        : new HeapRows(rows, inputs);
  }

  int size();

  /** Columns that {@link #multiplyFew} takes. */
  int FEW = 16;

  /**
   * All products of a group with a few columns.
   *
   * @param columns {@code [inputs, FEW]}
   * @param products {@code [GROUP, FEW]} are written from {@code at} on
   */
  void multiplyFew(int group, float[] columns, float[] products, int at);

  /** Working memory for one thread. */
  Products products(Arena arena);

  /** Products of some columns with a group at a time. For one thread. */
  interface Products {
    /**
     * The next products are of these columns.
     *
     * @param columns {@code [inputs, COLUMNS]}
     */
    void load(float[] columns);

    /**
     * Multiplies with the rows from {@code group * GROUP} on.
     *
     * @return {@code [COLUMNS]}, the largest product of each column, valid until the next call;
     *     rows of zeros that fill the last group count
     */
    float[] multiply(int group);

    /** A product of the last group. */
    float product(int row, int column);
  }
}
