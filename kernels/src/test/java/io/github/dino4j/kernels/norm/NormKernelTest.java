package io.github.dino4j.kernels.norm;

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

/** Layer normalization and its way back against loops in double. */
class NormKernelTest {
  private final Random random = new Random(5);

  /** Means as large as 100 deviations cost two digits, those that fp32 values do not have. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 129, 384, 0, 1", // half an image of 224 pixels
    "BF16, 1, 64, 2, 1",
    "BF16, 2, 128, 0, 1e-4", // deviations below the root of epsilon
    "BF16, 3, 192, -1, 1e6",
    "BF16, 4, 1536, 0.1, 10",
    "BF16, 7, 768, 100, 1",
    "FP32, 129, 384, 0, 1",
    "FP32, 1, 64, 2, 1",
    "FP32, 2, 128, 0, 1e-4",
    "FP32, 3, 192, -1, 1e6",
    "FP32, 5, 1024, 0.1, 10",
    "FP32, 6, 320, 100, 1",
    "FP32, 11, 64, 1, 0",
  })
  void normalizesRows(ElementType type, int rows, int columns, float mean, float deviation) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(FP32, (long) rows * columns, random, arena);
      for (int i = 0; i < rows * columns; i++) {
        source.set(i, mean + deviation * source.get(i));
      }
      Numbers target = Numbers.allocate(type, source.count(), arena);
      Numbers reciprocals = Numbers.allocate(FP32, rows, arena);
      NormKernel.forward(new NormShape(type, rows, columns), arena)
          .run(source.matrix(rows, columns), target.matrix(rows, columns), reciprocals.vector());
      double relative = 1e-6;
      double absolute = 1e-6 + 2e-7 * Math.abs(mean) / Math.max(deviation, 1e-3);
      for (int row = 0; row < rows; row++) {
        double average = 0;
        for (int i = 0; i < columns; i++) {
          average += source.get(row * columns + i) / (double) columns;
        }
        double variance = 0;
        for (int i = 0; i < columns; i++) {
          variance += Math.pow(source.get(row * columns + i) - average, 2) / columns;
        }
        double reciprocal = 1 / Math.sqrt(variance + 1e-6);
        assertThat((double) reciprocals.get(row))
            .as("row %d", row)
            .isCloseTo(reciprocal, within(relative * reciprocal));
        for (int i = 0; i < columns; i++) {
          double expected = (source.get(row * columns + i) - average) * reciprocal;
          double rounding = type == FP32 ? relative : 1.0 / 256 + relative;
          assertThat((double) target.get(row * columns + i))
              .as("row %d, column %d", row, i)
              .isCloseTo(expected, within(absolute + rounding * Math.abs(expected)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 129, 384",
    "BF16, 1, 64",
    "BF16, 2, 128",
    "BF16, 3, 192",
    "BF16, 4, 1536",
    "FP32, 129, 384",
    "FP32, 1, 64",
    "FP32, 5, 1024",
    "FP32, 6, 320",
    "FP32, 7, 768",
  })
  void addsTheGradient(ElementType type, int rows, int columns) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Arena arena = Arena.ofConfined()) {
      Numbers gradient = Numbers.random(FP32, (long) rows * columns, random, arena);
      Numbers normalized = Numbers.random(type, gradient.count(), random, arena);
      Numbers reciprocals = Numbers.random(FP32, rows, random, arena);
      Numbers target = Numbers.allocate(FP32, gradient.count(), arena);
      for (int i = 0; i < rows * columns; i++) {
        gradient.set(i, 0.3f + gradient.get(i));
        target.set(i, i % 7);
      }
      NormKernel.backward(new NormShape(type, rows, columns), arena)
          .run(
              gradient.matrix(rows, columns),
              normalized.matrix(rows, columns),
              reciprocals.vector(),
              target.matrix(rows, columns));
      for (int row = 0; row < rows; row++) {
        int start = row * columns;
        double mean = 0;
        double product = 0;
        for (int i = start; i < start + columns; i++) {
          mean += gradient.get(i) / (double) columns;
          product += gradient.get(i) * (double) normalized.get(i) / columns;
        }
        for (int i = start; i < start + columns; i++) {
          double change = gradient.get(i) - mean - normalized.get(i) * product;
          assertThat((double) target.get(i))
              .as("row %d, number %d", row, i)
              .isCloseTo(i % 7 + reciprocals.get(row) * change, within(3e-6));
        }
      }
    }
  }

  /** One value of a row spoils that row, and no other of those that go together. */
  @Test
  void whatIsNotANumberStaysInItsRow() {
    assumeTrue(Processor.runs(FP32), "this processor runs no kernels in FP32");
    try (Arena arena = Arena.ofConfined()) {
      Numbers source = Numbers.random(FP32, 3 * 64, random, arena);
      source.set(100, Float.NaN);
      Numbers target = Numbers.allocate(FP32, 3 * 64, arena);
      NormKernel.forward(new NormShape(FP32, 3, 64), arena)
          .run(
              source.matrix(3, 64),
              target.matrix(3, 64),
              Numbers.allocate(FP32, 3, arena).vector());
      for (int i = 0; i < 3 * 64; i++) {
        assertThat(Float.isNaN(target.get(i))).isEqualTo(i / 64 == 1);
      }
    }
  }

  @Test
  void refusesRowsThatItCannotCut() {
    assertThatThrownBy(() -> new NormShape(FP32, 4, 96))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("rows of 96");
  }
}
