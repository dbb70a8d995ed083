package io.github.dino4j.torch.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel against a matrix product written as loops, in double. */
class LinearKernelTest {
  /** Of rounding a result to bf16, and of the order in which up to 600 numbers are summed. */
  private static final double RELATIVE = 1.0 / 256;

  private static final double ABSOLUTE = 2e-5;

  private final Random random = new Random(4);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runsKernels(), "kernels do not run here");
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 129, 384, 128, true, GELU", // half an image of 224 pixels
    "BF16, 1, 2, 16, true, WRITE",
    "BF16, 2, 4, 32, false, WRITE",
    "BF16, 3, 6, 48, true, GELU",
    "BF16, 4, 8, 64, false, GELU",
    "BF16, 5, 10, 80, true, ADD",
    "BF16, 6, 12, 96, false, ADD",
    "BF16, 7, 588, 112, false, ADD", // pixels of a patch
    "BF16, 13, 64, 192, true, WRITE",
    "BF16, 24, 30, 208, true, GELU",
    "FP32, 129, 384, 128, true, WRITE",
    "FP32, 1, 2, 16, false, WRITE",
    "FP32, 7, 588, 112, false, ADD",
    "FP32, 13, 66, 208, true, ADD",
  })
  void equalsTheLoops(
      ElementType type, int rows, int inputs, int outputs, boolean bias, Finish finish) {
    LinearShape shape = new LinearShape(type, rows, inputs, outputs, bias, finish);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = numbers(arena, shape, rows * inputs, 2);
      MemorySegment matrix = numbers(arena, shape, inputs * outputs, 2 / Math.sqrt(inputs));
      MemorySegment shift = arena.allocate(4L * outputs, 64);
      for (int i = 0; i < outputs; i++) {
        shift.setAtIndex(JAVA_FLOAT, i, bias ? (float) random.nextGaussian() : Float.NaN);
      }
      MemorySegment target = arena.allocate((long) rows * shape.targetRow(), 64);
      for (int i = 0; finish == Finish.ADD && i < rows * outputs; i++) {
        target.setAtIndex(JAVA_FLOAT, i, i % 7);
      }
      LinearKernel.of(shape, arena)
          .run(
              source.address(),
              inTiles(matrix, shape, arena).address(),
              shift.address(),
              target.address());
      for (int row = 0; row < rows; row++) {
        for (int output = 0; output < outputs; output++) {
          double sum = bias ? shift.getAtIndex(JAVA_FLOAT, output) : 0;
          for (int i = 0; i < inputs; i++) {
            sum += value(type, source, row * inputs + i) * value(type, matrix, output * inputs + i);
          }
          int at = row * outputs + output;
          double expected =
              switch (finish) {
                case WRITE -> sum;
                case GELU -> gelu(sum);
                case ADD -> sum + at % 7;
              };
          ElementType written = finish == Finish.ADD ? ElementType.FP32 : type;
          double result = value(written, target, at);
          double rounding = written == ElementType.FP32 ? 0 : RELATIVE * Math.abs(expected);
          assertThat(result)
              .as("row %d, output %d", row, output)
              .isCloseTo(expected, within(ABSOLUTE + rounding));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1e30", "-100", "-5", "-4.5", "-0.001", "0", "0.001", "4.5", "5", "100", "1e30"})
  void geluFarFromZeroAndCloseToIt(float x) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zeros = arena.allocate(1024, 64);
      MemorySegment bias = arena.allocate(64, 64);
      for (int i = 0; i < 16; i++) {
        bias.setAtIndex(JAVA_FLOAT, i, x);
      }
      MemorySegment target = arena.allocate(32, 64);
      LinearKernel.of(new LinearShape(ElementType.BF16, 1, 2, 16, true, Finish.GELU), arena)
          .run(zeros.address(), zeros.address(), bias.address(), target.address());
      double expected = gelu(x);
      assertThat(value(ElementType.BF16, target, 0))
          .isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @EnumSource(Finish.class)
  void whatIsNotANumberStaysSo(Finish finish) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zeros = arena.allocate(1024, 64);
      MemorySegment bias = arena.allocate(64, 64);
      bias.fill((byte) -1);
      MemorySegment target = arena.allocate(64, 64);
      LinearKernel.of(new LinearShape(ElementType.BF16, 1, 2, 16, true, finish), arena)
          .run(zeros.address(), zeros.address(), bias.address(), target.address());
      assertThat(value(ElementType.BF16, target, 1)).isNaN();
    }
  }

  @Test
  void refusesMatricesThatItCannotRead() {
    assertThatThrownBy(() -> new LinearShape(ElementType.BF16, 4, 7, 16, true, Finish.WRITE))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("7 inputs");
  }

  private static MemorySegment inTiles(MemorySegment matrix, LinearShape shape, Arena arena) {
    MemorySegment packed = arena.allocate(matrix.byteSize(), 64);
    int step = LinearShape.inputsOfAStep(shape.type());
    int bytes = shape.type().bytes();
    long at = 0;
    for (int first = 0; first < shape.outputs(); first += LinearShape.TILE) {
      int end = Math.min(first + LinearShape.TILE, shape.outputs());
      for (int input = 0; input < shape.inputs(); input += step) {
        for (int output = first; output < end; output++) {
          long from = (long) bytes * (output * shape.inputs() + input);
          MemorySegment.copy(matrix, from, packed, at, 4);
          at += 4;
        }
      }
    }
    return packed;
  }

  private MemorySegment numbers(Arena arena, LinearShape shape, int count, double scale) {
    MemorySegment values = arena.allocate((long) shape.type().bytes() * count, 64);
    for (int i = 0; i < count; i++) {
      float value = (float) (scale * random.nextGaussian());
      if (shape.type() == ElementType.FP32) {
        values.setAtIndex(JAVA_FLOAT, i, value);
      } else {
        values.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(value) >> 16));
      }
    }
    return values;
  }

  private static double value(ElementType type, MemorySegment numbers, int index) {
    return type == ElementType.FP32
        ? numbers.getAtIndex(JAVA_FLOAT, index)
        : Float.intBitsToFloat(numbers.getAtIndex(JAVA_SHORT, index) << 16);
  }

  /** x times the integral of the normal density up to x, by the trapezoid rule. */
  private static double gelu(double x) {
    if (Math.abs(x) > 9) {
      return Math.max(x, 0);
    }
    int steps = 2000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = x * i / steps;
      sum += Math.exp(-at * at / 2) * (i == 0 || i == steps ? 0.5 : 1);
    }
    return x * (0.5 + sum * x / steps / Math.sqrt(2 * Math.PI));
  }
}
