package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
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
      Numbers target = Numbers.allocate(type, shape.tileBytes() / type.bytes(), arena);
      Numbers ofColumns = Numbers.allocate(FP32, COLUMNS, arena);
      PanelKernel.of(shape, arena)
          .run(
              source.address() + (long) type.bytes() * first,
              target.address(),
              sums ? ofColumns.address() : 0);
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
      Numbers alone = Numbers.allocate(type, shape.tileBytes() / type.bytes(), arena);
      PanelShape longer = new PanelShape(type, rows, filled, shape.rowBytes(), false);
      Numbers more = Numbers.allocate(type, longer.tileBytes() / type.bytes() + 1, arena);
      PanelKernel.of(shape, arena).run(source.address(), alone.address(), 0);
      PanelKernel.of(longer, arena).run(source.address(), more.address(), 0);
      for (long i = 0; i < more.count() - 1; i++) {
        assertThat(more.get(i)).isEqualTo(i < alone.count() ? alone.get(i) : 0);
      }
      assertThat(more.get(more.count() - 1)).isNaN();
    }
  }

  @Test
  void refusesNoRows() {
    assertThatThrownBy(() -> new PanelShape(BF16, 0, 128, true))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("0 rows");
  }
}
