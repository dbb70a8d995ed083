package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.ElementType.FP32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels on logits against loops in double. */
class LogitKernelsTest {
  private static final float FACTOR = 28.8f;

  /** Of an exponent of about 40 in float, times the logarithm of two, and of the polynomial. */
  private static final double RELATIVE = 4e-6;

  private final Random random = new Random(5);
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void free() {
    arena.close();
  }

  /** Numbers for a shape, and room beside them that nothing may be written to. */
  private final class Case {
    final LogitShape shape;
    final Numbers logits;
    final MemorySegment offsets;
    final MemorySegment shifts;
    final MemorySegment factor = floats(1);

    Case(LogitShape shape) {
      this.shape = shape;
      assumeTrue(Processor.runs(shape.type()), "kernels do not run here");
      int prototypes = shape.prototypes();
      int samples = shape.samples();
      logits = Numbers.allocate(shape.type(), (long) prototypes * shape.stride(), arena);
      for (int i = 0; i < logits.count(); i++) {
        logits.set(i, (float) random.nextGaussian() / 3);
      }
      offsets = gaussian(prototypes);
      shifts = gaussian(samples);
      factor.set(JAVA_FLOAT, 0, FACTOR);
    }

    Matrix logitMatrix() {
      return new Matrix(
          logits.address(), shape.type(), shape.prototypes(), shape.samples(), shape.row());
    }

    double logit(int prototype, int sample) {
      return logits.get((long) prototype * shape.stride() + sample);
    }

    double exponent(int prototype, int sample) {
      return logit(prototype, sample) * FACTOR + offsets.getAtIndex(JAVA_FLOAT, prototype);
    }

    double power(int prototype, int sample) {
      return Math.pow(2, exponent(prototype, sample) + shifts.getAtIndex(JAVA_FLOAT, sample));
    }
  }

  /** Of a gradient, to its type. */
  private static double rounding(ElementType type) {
    return switch (type) {
      case BF16 -> 1.0 / 256;
      case FP32 -> 1.0 / (1 << 23);
    };
  }

  private static Matrix matrix(MemorySegment memory, int rows) {
    return Matrix.of(memory, FP32, rows, (int) (memory.byteSize() / 4 / rows));
  }

  private static Matrix vector(MemorySegment memory) {
    return matrix(memory, 1);
  }

  private MemorySegment floats(long count) {
    return arena.allocate(4 * count, 64);
  }

  private MemorySegment gaussian(int count) {
    MemorySegment memory = floats(count);
    for (int i = 0; i < count; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return memory;
  }

  /** For types, prototypes, samples and strides of logits. */
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @CsvSource({
    "BF16, 128, 16, 16",
    "BF16, 2, 16, 48",
    "BF16, 6, 32, 32",
    "BF16, 10, 112, 160",
    "BF16, 128, 192, 192",
    "FP32, 128, 16, 16",
    "FP32, 2, 16, 48",
    "FP32, 10, 112, 160",
    "FP32, 128, 192, 192",
  })
  private @interface ForLogits {}

  @ForLogits
  void sumsOfPowers(ElementType type, int prototypes, int most, int stride) {
    int samples = Math.min(most, LogitShape.MOST);
    Case numbers = new Case(new LogitShape(type, prototypes, samples, stride));
    LogSumKernel kernel = LogSumKernel.of(numbers.shape, arena);
    MemorySegment state = floats(2L * samples);
    kernel.clear(matrix(state, 2));
    for (int times = 1; times <= 2; times++) {
      kernel.run(
          numbers.logitMatrix(), vector(numbers.offsets), vector(numbers.factor), matrix(state, 2));
      for (int sample = 0; sample < samples; sample++) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < prototypes; i++) {
          largest = Math.max(largest, numbers.exponent(i, sample));
          sum += times * Math.pow(2, numbers.exponent(i, sample));
        }
        double found = state.getAtIndex(JAVA_FLOAT, sample);
        assertThat(found).isCloseTo(largest, within(1e-5));
        double scaled = sum * Math.pow(2, -found);
        assertThat((double) state.getAtIndex(JAVA_FLOAT, samples + sample))
            .isCloseTo(scaled, within(RELATIVE * scaled));
      }
      // Now with smaller exponents by far: what was there is all that counts, or counts nothing.
      if (times == 1) {
        checkFarAway(numbers, kernel, state);
      }
    }
  }

  private void checkFarAway(Case numbers, LogSumKernel kernel, MemorySegment state) {
    int samples = numbers.shape.samples();
    MemorySegment far = floats(2L * samples);
    MemorySegment.copy(state, 0, far, 0, state.byteSize());
    MemorySegment offsets = floats(numbers.shape.prototypes());
    for (float offset : new float[] {-1e6f, 1e6f}) {
      for (int i = 0; i < numbers.shape.prototypes(); i++) {
        offsets.setAtIndex(JAVA_FLOAT, i, offset);
      }
      kernel.run(numbers.logitMatrix(), vector(offsets), vector(numbers.factor), matrix(far, 2));
      if (offset < 0) {
        assertThat(far.mismatch(state)).isEqualTo(-1);
      }
    }
    for (int sample = 0; sample < samples; sample++) {
      assertThat(far.getAtIndex(JAVA_FLOAT, sample)).isCloseTo(1e6f, within(100f));
      assertThat(far.getAtIndex(JAVA_FLOAT, samples + sample))
          .isBetween(1f, (float) numbers.shape.prototypes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotANumberShowsInTheSums(ElementType type) {
    Case numbers = new Case(LogitShape.of(type, 4, 16));
    numbers.logits.set(16 + 3, Float.NaN);
    LogSumKernel kernel = LogSumKernel.of(numbers.shape, arena);
    MemorySegment state = floats(32);
    kernel.clear(matrix(state, 2));
    kernel.run(
        numbers.logitMatrix(), vector(numbers.offsets), vector(numbers.factor), matrix(state, 2));
    assertThat(state.getAtIndex(JAVA_FLOAT, 16 + 3)).isNaN();
    assertThat(state.getAtIndex(JAVA_FLOAT, 16 + 4)).isFinite();
  }

  @ForLogits
  void powersAndTheirSums(ElementType type, int prototypes, int most, int stride) {
    int samples = Math.min(most, LogitShape.MOST);
    Case numbers = new Case(new LogitShape(type, prototypes, samples, stride));
    MemorySegment targets = floats((long) prototypes * stride);
    MemorySegment sums = floats(prototypes);
    Matrix logits = numbers.logitMatrix();
    Matrix offsets = vector(numbers.offsets);
    Matrix factor = vector(numbers.factor);
    Matrix shifts = vector(numbers.shifts);
    TargetKernel.of(numbers.shape, arena)
        .run(logits, offsets, factor, shifts, matrix(targets, prototypes).columns(0, samples));
    PrototypeSumKernel.of(numbers.shape, arena).run(logits, offsets, factor, shifts, vector(sums));
    for (int i = 0; i < prototypes; i++) {
      double sum = 0;
      for (int sample = 0; sample < stride; sample++) {
        double expected = sample < samples ? numbers.power(i, sample) : 0;
        sum += expected;
        assertThat((double) targets.getAtIndex(JAVA_FLOAT, (long) i * stride + sample))
            .isCloseTo(expected, within(RELATIVE * expected));
      }
      assertThat((double) sums.getAtIndex(JAVA_FLOAT, i)).isCloseTo(sum, within(RELATIVE * sum));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 128, 16",
    "BF16, 2, 32",
    "BF16, 6, 48",
    "BF16, 10, 112",
    "BF16, 128, 192",
    "FP32, 128, 16",
    "FP32, 2, 32",
    "FP32, 10, 112",
    "FP32, 128, 192",
  })
  void gradientsAndValues(ElementType type, int prototypes, int most) {
    int samples = Math.min(most, LogitShape.MOST);
    Case numbers = new Case(LogitShape.of(type, prototypes, samples));
    MemorySegment targets = gaussian(prototypes * samples);
    MemorySegment known = gaussian(4 * samples);
    double[] values = new double[samples];
    for (int sample = 0; sample < samples; sample++) {
      values[sample] = known.getAtIndex(JAVA_FLOAT, 3L * samples + sample);
    }
    Numbers gradients = Numbers.allocate(type, (long) prototypes * samples, arena);
    Numbers pairs = Numbers.allocate(type, (long) prototypes * samples, arena);
    LogitGradientKernel.of(numbers.shape, FACTOR, arena)
        .run(
            numbers.logitMatrix(),
            matrix(targets, prototypes),
            matrix(known, 4),
            gradients.matrix(prototypes, samples),
            PackedTile.dense(pairs.address(), type, prototypes, samples));
    for (int i = 0; i < prototypes; i++) {
      for (int sample = 0; sample < samples; sample++) {
        double target = targets.getAtIndex(JAVA_FLOAT, (long) i * samples + sample);
        double x = numbers.logit(i, sample) * FACTOR + known.getAtIndex(JAVA_FLOAT, sample);
        double power = known.getAtIndex(JAVA_FLOAT, samples + sample) * Math.pow(2, x);
        double weight = known.getAtIndex(JAVA_FLOAT, 2L * samples + sample);
        double expected = weight * (target - power);
        double before = RELATIVE * Math.abs(weight) * (Math.abs(target) + Math.abs(power));
        float found = gradients.get((long) i * samples + sample);
        assertThat((double) found)
            .isCloseTo(expected, within(rounding(type) * Math.abs(expected) + before));
        Float paired = type == FP32 ? Float.NaN : found; // nothing is written to it
        assertThat(pairs.get(2L * (i / 2 * samples + sample) + i % 2)).isEqualTo(paired);
        values[sample] += target * x;
      }
    }
    for (int sample = 0; sample < samples; sample++) {
      assertThat((double) known.getAtIndex(JAVA_FLOAT, 3L * samples + sample))
          .isCloseTo(values[sample], within(1e-5 * (20 + Math.abs(values[sample]))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void powersOfTwoAreAsExactAsFloatsCanBe(ElementType type) {
    Case numbers = new Case(LogitShape.of(type, 2000, 16));
    MemorySegment targets = floats(2000 * 16L);
    numbers.shifts.fill((byte) 0);
    numbers.offsets.fill((byte) 0);
    numbers.factor.set(JAVA_FLOAT, 0, 1);
    TargetKernel.of(numbers.shape, arena)
        .run(
            numbers.logitMatrix(),
            vector(numbers.offsets),
            vector(numbers.factor),
            vector(numbers.shifts),
            matrix(targets, 2000));
    for (int i = 0; i < 2000 * 16; i++) {
      double expected = Math.pow(2, numbers.logits.get(i));
      assertThat((double) targets.getAtIndex(JAVA_FLOAT, i))
          .isCloseTo(expected, within(2e-7 * expected));
    }
  }

  @Test
  void refusesWhatHasNoKernel() {
    assertThatThrownBy(() -> LogitShape.of(FP32, 3, 16)).isInstanceOf(DinoException.class);
    assertThatThrownBy(() -> LogitShape.of(FP32, 4, 208))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("208 samples");
    assertThatThrownBy(() -> new LogitShape(FP32, 4, 32, 16)).isInstanceOf(DinoException.class);
  }
}
