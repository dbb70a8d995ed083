package io.github.dino4j.curate.product;

import io.github.dino4j.curate.VectorBlock;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds the large products of a set of vectors, the rows, with vectors of blocks, the columns. A
 * product is the sum over the dimensions in rising order, the same whatever goes beside it.
 *
 * <p>Rows may have an offset each, which is added to their products. Immutable: threads share it;
 * its memory, about that of the rows, goes with the arena it was made in.
 */
public final class ProductScan {
  /** Columns that go together; a multiple of this is a good cut of a block. */
  public static final int COLUMNS = ProductRows.COLUMNS;

  /** Columns that a thread takes at a time, with the same working memory. */
  private static final int STRIPE = 8 * COLUMNS;

  private final ProductRows rows;
  private final int dim;
  private final boolean offsets;

  private ProductScan(ProductRows rows, int dim, boolean offsets) {
    this.rows = rows;
    this.dim = dim;
    this.offsets = offsets;
  }

  /** For products without offsets. */
  public static ProductScan of(VectorBlock rows, Arena arena) {
    return new ProductScan(ProductRows.of(rows.values(), rows.dim(), arena), rows.dim(), false);
  }

  /**
   * For products to each of which the offset of its row is added.
   *
   * @param offsets {@code [rows]}
   */
  public static ProductScan withOffsets(VectorBlock rows, float[] offsets, Arena arena) {
    int dim = rows.dim();
    float[] widened = new float[Math.multiplyExact(rows.size(), dim + 1)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.values(), i * dim, widened, i * (dim + 1), dim);
      widened[i * (dim + 1) + dim] = offsets[i];
    }
    return new ProductScan(ProductRows.of(widened, dim + 1, arena), dim, true);
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** Takes what is above the bar. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes a product. Of one column they come by rising rows.
     *
     * @return the bar of this column from now on: only larger products are given
     */
    float take(int column, int row, float product);
  }

  /** Which rows a column is multiplied with. */
  @FunctionalInterface
  public interface RowsOf {
    /** The first row that no column of these, up to {@code end}, is multiplied with. */
    int end(int first, int end);
  }

  /** How many columns {@link #multiplyFew} takes at most. */
  public static final int FEW = ProductRows.FEW;

  /** Length of the array that {@link #multiplyFew} fills. */
  public int fewProducts() {
    return Math.multiplyExact(groups() * ProductRows.GROUP, FEW);
  }

  /**
   * All products with a few columns, on all cores.
   *
   * @param columns at most {@link #FEW}
   * @param products {@code [rows, FEW]}, with room for a last group
   */
  public void multiplyFew(VectorBlock columns, float[] products) {
    float[] packed = new float[(dim + 1) * FEW];
    for (int i = 0; i < columns.size(); i++) {
      for (int d = 0; d < dim; d++) {
        packed[d * FEW + i] = columns.values()[i * dim + d];
      }
    }
    if (offsets) {
      Arrays.fill(packed, dim * FEW, (dim + 1) * FEW, 1);
    }
    int groupProducts = ProductRows.GROUP * FEW;
    IntStream.range(0, groups())
        .parallel()
        .forEach(group -> rows.multiplyFew(group, packed, products, group * groupProducts));
  }

  private int groups() {
    return Math.ceilDiv(rows.size(), ProductRows.GROUP);
  }

  /**
   * Multiplies all columns with all rows, on all cores.
   *
   * @param bar what the first product of a column must exceed
   * @param taker called by several threads at once, but by one only for a column
   */
  public void scan(VectorBlock columns, float bar, Taker taker) {
    int size = columns.size();
    IntStream.range(0, Math.ceilDiv(size, STRIPE))
        .parallel()
        .forEach(stripe -> {
          int first = stripe * STRIPE;
          int end = Math.min(size, first + STRIPE);
          scan(columns, first, end, bar, (_, _) -> rows.size(), taker);
        });
  }

  /**
   * Multiplies some columns with some rows, on this thread.
   *
   * @param first of the columns, up to {@code end}
   * @param rowsOf asked for {@link #COLUMNS} columns at a time; rows may come that it left out
   */
  public void scan(VectorBlock columns, int first, int end, float bar, RowsOf rowsOf, Taker taker) {
    if (columns.dim() != dim) {
      throw new IllegalArgumentException("%d values, not %d".formatted(columns.dim(), dim));
    }
    try (Arena arena = Arena.ofConfined()) {
      ProductRows.Products products = rows.products(arena);
      float[] packed = new float[(dim + 1) * COLUMNS];
      float[] bars = new float[COLUMNS];
      for (int from = first; from < end; from += COLUMNS) {
        int count = Math.min(COLUMNS, end - from);
        pack(columns, from, count, packed);
        products.load(packed);
        Arrays.fill(bars, bar);
        int rowEnd = Math.min(rows.size(), rowsOf.end(from, from + count));
        for (int group = 0; group * ProductRows.GROUP < rowEnd; group++) {
          look(products, group, from, count, bars, taker);
        }
      }
    }
  }

  /** Columns side by side; those past {@code count} hold anything. */
  private void pack(VectorBlock columns, int from, int count, float[] packed) {
    float[] values = columns.values();
    for (int i = 0; i < count; i++) {
      int start = (from + i) * dim;
      for (int d = 0; d < dim; d++) {
        packed[d * COLUMNS + i] = values[start + d];
      }
    }
    if (offsets) {
      Arrays.fill(packed, dim * COLUMNS, (dim + 1) * COLUMNS, 1);
    }
  }

  private void look(
      ProductRows.Products products, int group, int from, int count, float[] bars, Taker taker) {
    float[] largest = products.multiply(group);
    int first = group * ProductRows.GROUP;
    int filled = Math.min(ProductRows.GROUP, rows.size() - first);
    for (int column = 0; column < count; column++) {
      if (largest[column] > bars[column]) {
        float bar = bars[column];
        for (int row = 0; row < filled; row++) {
          float product = products.product(row, column);
          if (product > bar) {
            bar = taker.take(from + column, first + row, product);
          }
        }
        bars[column] = bar;
      }
    }
  }
}
