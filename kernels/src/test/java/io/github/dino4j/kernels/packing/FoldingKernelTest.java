package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradients of what was folded against loops in double. */
class FoldingKernelTest {
  private final Random random = new Random(9);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(FP32), "this processor runs no kernels in FP32");
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "2, 64", "3, 128", "5, 192", "17, 320", "192, 384", "64, 1536"})
  void equalsTheLoops(int rows, int columns) {
    try (Arena arena = Arena.ofConfined()) {
      Numbers folded = Numbers.random(FP32, (long) rows * columns, random, arena);
      Numbers bias = Numbers.random(FP32, rows, random, arena);
      Numbers matrix = Numbers.random(FP32, (long) rows * columns, random, arena);
      Numbers rowFactors = Numbers.random(FP32, rows, random, arena);
      Numbers columnFactors = Numbers.random(FP32, columns, random, arena);
      Numbers columnShifts = Numbers.random(FP32, columns, random, arena);
      Numbers gradient = startingAt(1, folded.count(), arena);
      Numbers rowSums = Numbers.allocate(FP32, rows, arena);
      Numbers columnSums = startingAt(2, columns, arena);
      FoldingArguments arguments =
          new FoldingArguments(
              folded.matrix(rows, columns),
              bias.vector(),
              matrix.matrix(rows, columns),
              rowFactors.vector(),
              columnFactors.vector(),
              columnShifts.vector(),
              gradient.matrix(rows, columns),
              rowSums.vector(),
              columnSums.vector());
      FoldingKernel.of(new FoldingShape(rows, columns), arena).run(arguments);
      double[] ofColumns = new double[columns];
      for (int row = 0; row < rows; row++) {
        double ofRow = 0;
        for (int column = 0; column < columns; column++) {
          int i = row * columns + column;
          double unscaled =
              (double) folded.get(i) * columnFactors.get(column)
                  + (double) bias.get(row) * columnShifts.get(column);
          ofRow += matrix.get(i) * unscaled;
          ofColumns[column] += (double) rowFactors.get(row) * matrix.get(i) * folded.get(i);
          assertThat((double) gradient.get(i))
              .as("row %d, column %d", row, column)
              .isCloseTo(1 + rowFactors.get(row) * unscaled, within(1e-5));
        }
        assertThat((double) rowSums.get(row)).as("row %d", row).isCloseTo(ofRow, within(1e-4));
      }
      for (int column = 0; column < columns; column++) {
        assertThat((double) columnSums.get(column))
            .as("column %d", column)
            .isCloseTo(2 + ofColumns[column], within(1e-4));
      }
    }
  }

  private static Numbers startingAt(float value, long count, Arena arena) {
    Numbers numbers = Numbers.allocate(FP32, count, arena);
    for (long i = 0; i < count; i++) {
      numbers.set(i, value);
    }
    return numbers;
  }

  @Test
  void refusesRowsThatItCannotCut() {
    assertThatThrownBy(() -> new FoldingShape(4, 588))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("rows of 588");
  }
}
