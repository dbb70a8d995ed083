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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels on scores against loops in double. */
class ScoreKernelsTest {
  private static final float FACTOR = 28.8f;

  /** Of an exponent of about 40 in float, times the logarithm of two, and of the polynomial. */
  private static final double RELATIVE = 4e-6;

  private static final double BF16 = 1.0 / 256;

  private final Random random = new Random(5);
  private final Arena arena = Arena.ofConfined();

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "kernels do not run here");
  }

  @AfterEach
  void free() {
    arena.close();
  }

  /** Numbers for a shape, and room beside them that nothing may be written to. */
  private final class Case {
    final ScoreShape shape;
    final MemorySegment scores;
    final MemorySegment offsets;
    final MemorySegment shifts;
    final MemorySegment factor = floats(1);

    Case(int prototypes, int samples, int stride) {
      shape = new ScoreShape(prototypes, samples, stride);
      scores = arena.allocate(2L * prototypes * stride, 64);
      for (int i = 0; i < prototypes * stride; i++) {
        scores.setAtIndex(JAVA_SHORT, i, bf16((float) random.nextGaussian() / 3));
      }
      offsets = gaussian(prototypes);
      shifts = gaussian(samples);
      factor.set(JAVA_FLOAT, 0, FACTOR);
    }

    double score(int prototype, int sample) {
      return value(scores, prototype * shape.stride() + sample);
    }

    double exponent(int prototype, int sample) {
      return score(prototype, sample) * FACTOR + offsets.getAtIndex(JAVA_FLOAT, prototype);
    }

    double power(int prototype, int sample) {
      return Math.pow(2, exponent(prototype, sample) + shifts.getAtIndex(JAVA_FLOAT, sample));
    }
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

  private static double value(MemorySegment bf16, long index) {
    return Float.intBitsToFloat(bf16.getAtIndex(JAVA_SHORT, index) << 16);
  }

  private static short bf16(float value) {
    return (short) ((Float.floatToRawIntBits(value) + 0x8000) >> 16);
  }

  @ParameterizedTest
  @CsvSource({"128, 16, 16", "2, 16, 48", "6, 32, 32", "10, 112, 160", "128, 192, 192"})
  void sumsOfPowers(int prototypes, int samples, int stride) {
    Case numbers = new Case(prototypes, samples, stride);
    LogSumKernel kernel = LogSumKernel.of(numbers.shape, arena);
    MemorySegment state = floats(2L * samples);
    kernel.clear(state);
    for (int times = 1; times <= 2; times++) {
      long offsets = numbers.offsets.address();
      kernel.run(numbers.scores.address(), offsets, numbers.factor.address(), state.address());
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
      kernel.run(
          numbers.scores.address(), offsets.address(), numbers.factor.address(), far.address());
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

  @Test
  void whatIsNotANumberShowsInTheSums() {
    Case numbers = new Case(4, 16, 16);
    numbers.scores.setAtIndex(JAVA_SHORT, 16 + 3, (short) 0x7fc0);
    LogSumKernel kernel = LogSumKernel.of(numbers.shape, arena);
    MemorySegment state = floats(32);
    kernel.clear(state);
    kernel.run(
        numbers.scores.address(),
        numbers.offsets.address(),
        numbers.factor.address(),
        state.address());
    assertThat(state.getAtIndex(JAVA_FLOAT, 16 + 3)).isNaN();
    assertThat(state.getAtIndex(JAVA_FLOAT, 16 + 4)).isFinite();
  }

  @ParameterizedTest
  @CsvSource({"128, 16, 16", "2, 16, 48", "6, 32, 32", "10, 112, 160", "128, 192, 192"})
  void powersAndTheirSums(int prototypes, int samples, int stride) {
    Case numbers = new Case(prototypes, samples, stride);
    MemorySegment targets = floats((long) prototypes * stride);
    MemorySegment sums = floats(prototypes);
    long offsets = numbers.offsets.address();
    long shifts = numbers.shifts.address();
    TargetKernel.of(numbers.shape, arena)
        .run(
            numbers.scores.address(), offsets, numbers.factor.address(), shifts, targets.address());
    PrototypeSumKernel.of(numbers.shape, arena)
        .run(numbers.scores.address(), offsets, numbers.factor.address(), shifts, sums.address());
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
  @CsvSource({"128, 16", "2, 32", "6, 48", "10, 112", "128, 192"})
  void gradientsAndValues(int prototypes, int samples) {
    Case numbers = new Case(prototypes, samples, samples);
    MemorySegment targets = gaussian(prototypes * samples);
    MemorySegment known = gaussian(4 * samples);
    double[] values = new double[samples];
    for (int sample = 0; sample < samples; sample++) {
      values[sample] = known.getAtIndex(JAVA_FLOAT, 3L * samples + sample);
    }
    MemorySegment gradients = arena.allocate(2L * prototypes * samples, 64);
    MemorySegment pairs = arena.allocate(2L * prototypes * samples, 64);
    ScoreGradientKernel.of(numbers.shape, FACTOR, arena)
        .run(
            numbers.scores.address(),
            targets.address(),
            known.address(),
            gradients.address(),
            pairs.address());
    for (int i = 0; i < prototypes; i++) {
      for (int sample = 0; sample < samples; sample++) {
        double target = targets.getAtIndex(JAVA_FLOAT, (long) i * samples + sample);
        double x = numbers.score(i, sample) * FACTOR + known.getAtIndex(JAVA_FLOAT, sample);
        double power = known.getAtIndex(JAVA_FLOAT, samples + sample) * Math.pow(2, x);
        double weight = known.getAtIndex(JAVA_FLOAT, 2L * samples + sample);
        double expected = weight * (target - power);
        double rounding = RELATIVE * Math.abs(weight) * (Math.abs(target) + Math.abs(power));
        double found = value(gradients, (long) i * samples + sample);
        assertThat(found).isCloseTo(expected, within(BF16 * Math.abs(expected) + rounding));
        assertThat(value(pairs, 2L * (i / 2 * samples + sample) + i % 2)).isEqualTo(found);
        values[sample] += target * x;
      }
    }
    for (int sample = 0; sample < samples; sample++) {
      assertThat((double) known.getAtIndex(JAVA_FLOAT, 3L * samples + sample))
          .isCloseTo(values[sample], within(1e-5 * (20 + Math.abs(values[sample]))));
    }
  }

  @Test
  void powersOfTwoAreAsExactAsFloatsCanBe() {
    Case numbers = new Case(2000, 16, 16);
    MemorySegment targets = floats(2000 * 16L);
    numbers.shifts.fill((byte) 0);
    numbers.offsets.fill((byte) 0);
    numbers.factor.set(JAVA_FLOAT, 0, 1);
    TargetKernel.of(numbers.shape, arena)
        .run(
            numbers.scores.address(),
            numbers.offsets.address(),
            numbers.factor.address(),
            numbers.shifts.address(),
            targets.address());
    for (int i = 0; i < 2000 * 16; i++) {
      double expected = Math.pow(2, value(numbers.scores, i));
      assertThat((double) targets.getAtIndex(JAVA_FLOAT, i))
          .isCloseTo(expected, within(2e-7 * expected));
    }
  }

  @Test
  void refusesWhatHasNoKernel() {
    assertThatThrownBy(() -> ScoreShape.of(3, 16)).isInstanceOf(DinoException.class);
    assertThatThrownBy(() -> ScoreShape.of(4, 208))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("208 samples");
    assertThatThrownBy(() -> new ScoreShape(4, 32, 16)).isInstanceOf(DinoException.class);
  }
}
