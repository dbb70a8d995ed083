package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Panels of matrices as tiles, and the sums of their columns, against loops. */
class PanelKernelTest {
  private static final int COLUMNS = PanelShape.COLUMNS;

  private final Random random = new Random(7);

  @ParameterizedTest
  @CsvSource({
    "BF16, 1, 64, 0, true",
    "BF16, 2, 64, 0, false",
    "BF16, 3, 128, 64, true",
    "BF16, 4, 192, 128, true",
    "BF16, 5, 320, 64, false",
    "BF16, 129, 384, 320, true",
    "BF16, 8225, 128, 0, true", // 32 images of 224 pixels and one token
    "FP32, 1, 64, 0, true",
    "FP32, 2, 128, 64, false",
    "FP32, 5, 320, 64, true",
    "FP32, 8225, 128, 0, true",
  })
  void equalsTheLoops(ElementType type, int rows, int rowLength, int first, boolean sums) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    int unit = type.inputsOfAStep();
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(type, (long) rows * rowLength, random, arena);
      PanelShape shape = new PanelShape(type, rows, type.bytes() * rowLength, sums);
      Numbers target = Numbers.allocate(type, count(shape), arena);
      Numbers ofColumns = Numbers.allocate(FP32, COLUMNS, arena);
      PanelKernel.of(shape, arena)
          .run(
              source.matrix(rows, rowLength).columns(first, COLUMNS),
              tile(target, rows),
              sums ? ofColumns.vector() : Matrix.NONE);
      assertThat(target.count()).isEqualTo(Math.ceilDiv(rows, unit) * unit * COLUMNS);
      double[] expectedSums = new double[COLUMNS];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          float expected = source.get((long) row * rowLength + first + column);
          expectedSums[column] += expected;
          long step = (long) (row / unit * COLUMNS + column) * unit;
          assertThat(target.get(step + row % unit))
              .as("row %d, column %d", row, column)
              .isEqualTo(expected);
          for (int i = row % unit + 1; row == rows - 1 && i < unit; i++) {
            assertThat(target.get(step + i)).isZero();
          }
        }
      }
      for (int column = 0; sums && column < COLUMNS; column++) {
        assertThat((double) ofColumns.get(column))
            .as("column %d", column)
            .isCloseTo(expectedSums[column], within(1e-6 * rows));
      }
    }
  }

  /** Rows of zeros at the end, for products that want so many. */
  @ParameterizedTest
  @CsvSource({"BF16, 1, 32", "BF16, 33, 64", "BF16, 6, 6", "BF16, 7, 9", "FP32, 3, 4"})
  void zerosFollow(ElementType type, int rows, int filled) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Arena arena = Arena.ofConfined()) {
      PanelShape shape = new PanelShape(type, rows, type.bytes() * COLUMNS, false);
      Numbers source = Numbers.random(type, (long) rows * COLUMNS, random, arena);
      Numbers alone = Numbers.allocate(type, count(shape), arena);
      PanelShape longer = new PanelShape(type, rows, filled, shape.rowBytes(), false);
      Numbers more = Numbers.allocate(type, count(longer) + 1, arena);
      Matrix panel = source.matrix(rows, COLUMNS);
      PanelKernel.of(shape, arena).run(panel, tile(alone, rows), Matrix.NONE);
      PanelKernel.of(longer, arena).run(panel, tile(more, filled), Matrix.NONE);
      for (long i = 0; i < more.count() - 1; i++) {
        assertThat(more.get(i)).isEqualTo(i < alone.count() ? alone.get(i) : 0);
      }
      assertThat(more.get(more.count() - 1)).isNaN();
    }
  }

  private static PackedTile tile(Numbers numbers, int inputs) {
    return PackedTile.dense(numbers.address(), numbers.type(), inputs, COLUMNS);
  }

  /** Numbers of the tile, with those that fill its last step. */
  private static long count(PanelShape shape) {
    return PackedMatrix.bytes(shape.type(), shape.filled(), COLUMNS) / shape.type().bytes();
  }

  @Test
  void refusesNoRows() {
    assertThatThrownBy(() -> new PanelShape(BF16, 0, 128, true))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("0 rows");
  }
}
