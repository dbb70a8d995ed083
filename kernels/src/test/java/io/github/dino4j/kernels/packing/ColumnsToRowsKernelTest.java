package io.github.dino4j.kernels.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel against a loop. */
class ColumnsToRowsKernelTest {
  private static final int COLUMNS = PanelShape.COLUMNS;

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "this processor runs no kernels in BF16");
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "2, 64", "31, 70", "32, 128", "33, 64", "257, 384", "64, 64", "80, 67"})
  void columnsBecomeRows(int rows, int width) {
    int filled = Math.ceilDiv(rows, 32) * 32;
    PanelShape shape = new PanelShape(ElementType.BF16, rows, filled, 2 * width, true);
    try (Arena arena = Arena.ofConfined()) {
      Numbers source =
          Numbers.random(ElementType.BF16, (long) rows * width, new Random(rows), arena);
      Numbers target =
          Numbers.allocate(ElementType.BF16, (long) COLUMNS * shape.filled() + 1, arena);
      Numbers sums = Numbers.allocate(ElementType.FP32, COLUMNS + 1, arena);
      ColumnsToRowsKernel.of(shape, arena)
          .run(
              source.matrix(rows, width).columns(0, COLUMNS),
              target.matrix(COLUMNS, shape.filled()),
              shape.sums() ? sums.matrix(1, COLUMNS) : Matrix.NONE);
      for (int column = 0; column < COLUMNS; column++) {
        double sum = 0;
        for (int row = 0; row < shape.filled(); row++) {
          float expected = row < rows ? source.get((long) row * width + column) : 0;
          sum += expected;
          assertThat(target.get((long) column * shape.filled() + row)).isEqualTo(expected);
        }
        assertThat((double) sums.get(column)).isCloseTo(sum, within(1e-5)); // the order of sums
      }
      assertThat(target.get((long) COLUMNS * shape.filled())).isNaN();
      assertThat(sums.get(COLUMNS)).isNaN();
    }
  }
}
