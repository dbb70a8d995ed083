package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.ElementType.BF16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transposed pairs, and single numbers, against loops. */
class TransposingKernelTest {
  private final Random random = new Random(8);

  @ParameterizedTest
  @CsvSource({
    "BF16, 64, 384, 384",
    "BF16, 64, 1536, 1536",
    "BF16, 48, 128, 192",
    "BF16, 32, 64, 200",
    "BF16, 16, 8, 8",
    "BF16, 1, 16, 24",
    "BF16, 2, 24, 64",
    "BF16, 15, 64, 64",
    "BF16, 17, 72, 72",
    "BF16, 63, 320, 384",
    "FP32, 64, 384, 384",
    "FP32, 48, 128, 192",
    "FP32, 16, 8, 8",
    "FP32, 1, 16, 24",
    "FP32, 15, 64, 64",
    "FP32, 17, 72, 75",
    "FP32, 63, 320, 384",
  })
  void equalsTheLoops(ElementType type, int outputs, int inputs, int rowLength) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(type, (long) outputs * rowLength, random, arena);
      TransposingShape shape =
          new TransposingShape(type, outputs, inputs, type.bytes() * rowLength);
      int tile = Math.ceilDiv(outputs, 16) * 16;
      Numbers target = Numbers.allocate(type, (long) tile * inputs + 1, arena);
      TransposingKernel.of(shape, arena)
          .run(
              source.matrix(outputs, rowLength).columns(0, inputs),
              PackedTile.dense(target.address(), type, inputs, tile));
      int unit = type.inputsOfAStep();
      assertThat(target.get((long) tile * inputs)).isNaN();
      for (int output = 0; output < tile; output++) {
        for (int input = 0; input < inputs; input++) {
          float expected = output < outputs ? source.get((long) output * rowLength + input) : 0;
          long step = input / unit;
          assertThat(target.get((step * tile + output) * unit + input % unit))
              .as("output %d, input %d", output, input)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void refusesMatricesThatItCannotCut() {
    assertThatThrownBy(() -> new TransposingShape(BF16, 65, 64, 128))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("65 outputs");
    assertThatThrownBy(() -> new TransposingShape(BF16, 64, 588, 1176))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("588 inputs");
  }
}
