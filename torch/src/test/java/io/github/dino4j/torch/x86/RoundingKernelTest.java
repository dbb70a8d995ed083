package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.onednn.ElementType.BF16;
import static io.github.dino4j.torch.onednn.ElementType.FP32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding to bf16 against the same in Java, bit by bit. */
class RoundingKernelTest {
  private final Random random = new Random(6);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "kernels do not run here");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64, false, false",
    "1, 64, true, true",
    "2, 128, true, false",
    "3, 192, false, true",
    "17, 320, true, true",
    "129, 384, true, true",
    "384, 1536, false, true",
  })
  void equalsTheLoops(int rows, int columns, boolean rowFactors, boolean columnFactors) {
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(FP32, (long) rows * columns, random, arena);
      Numbers ofRows = Numbers.random(FP32, rows, random, arena);
      Numbers ofColumns = Numbers.random(FP32, columns, random, arena);
      Numbers target = Numbers.allocate(BF16, source.count(), arena);
      RoundingKernel.of(new RoundingShape(rows, columns, rowFactors, columnFactors), arena)
          .run(
              source.address(),
              rowFactors ? ofRows.address() : 0,
              columnFactors ? ofColumns.address() : 0,
              target.address());
      for (int i = 0; i < rows * columns; i++) {
        float expected = source.get(i);
        expected *= rowFactors ? ofRows.get(i / columns) : 1;
        expected *= columnFactors ? ofColumns.get(i % columns) : 1;
        assertThat(target.get(i)).as("number %d", i).isEqualTo(Numbers.toBf16(expected));
      }
    }
  }

  @Test
  void refusesRowsThatItCannotCut() {
    assertThatThrownBy(() -> new RoundingShape(4, 588, false, false))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("rows of 588");
  }
}
