package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.onednn.ElementType.BF16;
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

/** Transposed pairs against loops. */
class TransposingKernelTest {
  private final Random random = new Random(8);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "kernels do not run here");
  }

  @ParameterizedTest
  @CsvSource({
    "64, 384, 384",
    "64, 1536, 1536",
    "48, 128, 192",
    "32, 64, 200",
    "16, 8, 8",
    "1, 16, 24",
    "2, 24, 64",
    "15, 64, 64",
    "17, 72, 72",
    "63, 320, 384",
  })
  void equalsTheLoops(int outputs, int inputs, int rowLength) {
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(BF16, (long) outputs * rowLength, random, arena);
      TransposingShape shape = new TransposingShape(outputs, inputs, 2 * rowLength);
      Numbers target = Numbers.allocate(BF16, shape.tileBytes() / 2, arena);
      TransposingKernel.of(shape, arena).run(source.address(), target.address());
      int tile = Math.ceilDiv(outputs, 16) * 16;
      assertThat(target.count()).isEqualTo((long) tile * inputs);
      for (int output = 0; output < tile; output++) {
        for (int input = 0; input < inputs; input++) {
          float expected = output < outputs ? source.get((long) output * rowLength + input) : 0;
          assertThat(target.get((input / 2L * tile + output) * 2 + input % 2))
              .as("output %d, input %d", output, input)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void refusesMatricesThatItCannotCut() {
    assertThatThrownBy(() -> new TransposingShape(65, 64, 128))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("65 outputs");
    assertThatThrownBy(() -> new TransposingShape(64, 588, 1176))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("588 inputs");
  }
}
