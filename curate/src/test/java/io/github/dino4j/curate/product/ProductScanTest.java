package io.github.dino4j.curate.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against products written as loops. */
class ProductScanTest {
  /** Of sums of up to 100 products of normal numbers in float32. */
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "24, 64, 8", "25, 65, 7", "100, 700, 33", "5, 3, 100"})
  void givesAllThatIsAboveTheBar(int rows, int columns, int dim) {
    VectorBlock left = Blobs.normal(rows, dim, 1);
    VectorBlock right = Blobs.normal(columns, dim, 2);
    float[] offsets = Blobs.normal(rows, 1, 3).values();
    ConcurrentHashMap<Long, Float> plain = new ConcurrentHashMap<>();
    ConcurrentHashMap<Long, Float> shifted = new ConcurrentHashMap<>();
    float bar = 0.3f;
    try (Arena arena = Arena.ofShared()) {
      ProductScan.of(left, arena)
          .scan(
              right,
              bar,
              (column, row, product) -> {
                plain.put((long) column * rows + row, product);
                return bar;
              });
      ProductScan.withOffsets(left, offsets, arena)
          .scan(
              right,
              bar,
              (column, row, product) -> {
                shifted.put((long) column * rows + row, product);
                return bar;
              });
    }
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        long key = (long) column * rows + row;
        double exact = left.dot(row, right, column);
        assertGiven(plain.get(key), exact, bar);
        assertGiven(shifted.get(key), exact + offsets[row], bar);
      }
    }
  }

  private static void assertGiven(
      @org.jspecify.annotations.Nullable Float given, double exact, float bar) {
    if (given != null) {
      assertThat((double) given).isCloseTo(exact, within(TOLERANCE)).isGreaterThan(bar);
    } else {
      assertThat(exact).isLessThan(bar + TOLERANCE);
    }
  }

  @Test
  void aRaisedBarHoldsFromThenOn() {
    VectorBlock rows = Blobs.normal(500, 16, 1);
    VectorBlock columns = Blobs.normal(130, 16, 2);
    float[] best = new float[130];
    java.util.Arrays.fill(best, Float.NEGATIVE_INFINITY);
    try (Arena arena = Arena.ofShared()) {
      ProductScan.of(rows, arena)
          .scan(
              columns,
              Float.NEGATIVE_INFINITY,
              (column, _, product) -> {
                assertThat(product).isGreaterThan(best[column]);
                best[column] = product;
                return product;
              });
    }
    for (int column = 0; column < best.length; column++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int row = 0; row < rows.size(); row++) {
        largest = Math.max(largest, rows.dot(row, columns, column));
      }
      assertThat((double) best[column]).isCloseTo(largest, within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3", "50, 16, 8", "49, 5, 9"})
  void multipliesWithAFew(int rows, int columns, int dim) {
    VectorBlock left = Blobs.normal(rows, dim, 1);
    VectorBlock right = Blobs.normal(columns, dim, 2);
    try (Arena arena = Arena.ofShared()) {
      ProductScan scan = ProductScan.of(left, arena);
      float[] products = new float[scan.fewProducts()];
      scan.multiplyFew(right, products);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          assertThat((double) products[row * ProductScan.FEW + column])
              .isCloseTo(left.dot(row, right, column), within(TOLERANCE));
        }
      }
    }
  }

  /** Both ways to multiply see the same rows, groups and columns. */
  @Test
  void heapAndNativeRowsAgree() {
    float[] rows = Blobs.normal(30, 9, 1).values();
    float[] columns = Blobs.normal(ProductRows.COLUMNS, 9, 2).values(); // laid out as it comes
    try (Arena arena = Arena.ofShared()) {
      ProductRows.Products ours = ProductRows.of(rows, 9, arena).products(arena);
      ProductRows.Products heap = new HeapRows(rows, 9).products(arena);
      ours.load(columns);
      heap.load(columns);
      for (int group = 0; group < 2; group++) {
        float[] largest = ours.multiply(group).clone();
        float[] heapLargest = heap.multiply(group);
        for (int column = 0; column < ProductRows.COLUMNS; column++) {
          for (int row = 0; row < 30 - group * ProductRows.GROUP && row < 24; row++) {
            assertThat((double) ours.product(row, column))
                .isCloseTo(heap.product(row, column), within(TOLERANCE));
          }
          float filled = group == 1 ? Math.max(0, heapLargest[column]) : heapLargest[column];
          assertThat(Math.max(largest[column], group == 1 ? 0 : largest[column]))
              .isCloseTo(filled, within((float) TOLERANCE));
        }
      }
    }
  }
}
