package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.onednn.ElementType.BF16;
import static io.github.dino4j.torch.onednn.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interleaved rows, and the sums of their columns, against loops. */
class PairingKernelTest {
  private static final int COLUMNS = PairingShape.COLUMNS;

  private final Random random = new Random(7);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "kernels do not run here");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64, 0, true",
    "2, 64, 0, false",
    "3, 128, 64, true",
    "4, 192, 128, true",
    "5, 320, 64, false",
    "129, 384, 320, true",
    "8225, 128, 0, true", // 32 images of 224 pixels and one token
  })
  void equalsTheLoops(int rows, int rowLength, int first, boolean sums) {
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(BF16, (long) rows * rowLength, random, arena);
      PairingShape shape = new PairingShape(rows, 2 * rowLength, sums);
      Numbers target = Numbers.allocate(BF16, shape.tileBytes() / 2, arena);
      Numbers ofColumns = Numbers.allocate(FP32, COLUMNS, arena);
      PairingKernel.of(shape, arena)
          .run(source.address() + 2L * first, target.address(), sums ? ofColumns.address() : 0);
      double[] expectedSums = new double[COLUMNS];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          float expected = source.get((long) row * rowLength + first + column);
          expectedSums[column] += expected;
          assertThat(target.get((row / 2L * COLUMNS + column) * 2 + row % 2))
              .as("row %d, column %d", row, column)
              .isEqualTo(expected);
          if (rows % 2 > 0 && row == rows - 1) {
            assertThat(target.get((row / 2L * COLUMNS + column) * 2 + 1)).isZero();
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

  @Test
  void refusesNoRows() {
    assertThatThrownBy(() -> new PairingShape(0, 128, true))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("0 rows");
  }
}
