package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scaled rows and columns against the same in Java, bit by bit. */
class ScalingKernelTest {
  private final Random random = new Random(6);

  @ParameterizedTest
  @CsvSource({
    "BF16, 1, 64, false, false",
    "BF16, 1, 64, true, true",
    "BF16, 2, 128, true, false",
    "BF16, 3, 192, false, true",
    "BF16, 17, 320, true, true",
    "BF16, 129, 384, true, true",
    "BF16, 384, 1536, false, true",
    "FP32, 1, 64, false, false",
    "FP32, 1, 64, true, true",
    "FP32, 2, 128, true, false",
    "FP32, 3, 192, false, true",
    "FP32, 17, 320, true, true",
    "FP32, 129, 384, true, true",
  })
  void equalsTheLoops(
      ElementType type, int rows, int columns, boolean rowFactors, boolean columnFactors) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(FP32, (long) rows * columns, random, arena);
      Numbers ofRows = Numbers.random(FP32, rows, random, arena);
      Numbers ofColumns = Numbers.random(FP32, columns, random, arena);
      Numbers target = Numbers.allocate(type, source.count(), arena);
      ScalingShape shape = new ScalingShape(type, rows, columns, rowFactors, columnFactors);
      ScalingKernel.of(shape, arena)
          .run(
              source.matrix(rows, columns),
              rowFactors ? ofRows.vector() : Matrix.NONE,
              columnFactors ? ofColumns.vector() : Matrix.NONE,
              target.matrix(rows, columns));
      for (int i = 0; i < rows * columns; i++) {
        float expected = source.get(i);
        expected *= rowFactors ? ofRows.get(i / columns) : 1;
        expected *= columnFactors ? ofColumns.get(i % columns) : 1;
        assertThat(target.get(i))
            .as("number %d", i)
            .isEqualTo(type == BF16 ? Numbers.toBf16(expected) : expected);
      }
    }
  }

  @Test
  void refusesRowsThatItCannotCut() {
    assertThatThrownBy(() -> new ScalingShape(FP32, 4, 588, false, false))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("rows of 588");
  }
}
