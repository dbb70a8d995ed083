package io.github.dino4j.torch.x86;

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

/** The kernel against softmax attention written as loops, in double. */
class AttentionKernelTest {
  private static final int HEADS = 2;

  /** Weights are rounded to bf16 (2^-9) before the sum, the result after it; values are below 4. */
  private static final double ROUNDING = 4 * (1.0 / 512 + 1.0 / 512);

  private final Random random = new Random(3);

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "kernels do not run here");
  }

  @ParameterizedTest
  @CsvSource({
    "129, 257, 64", // half of an image of 224 pixels
    "1, 257, 64", // CLS alone
    "1, 1, 64",
    "1, 2, 32",
    "2, 15, 32",
    "3, 16, 64",
    "4, 17, 64",
    "5, 31, 96",
    "6, 32, 128",
    "7, 33, 160",
    "12, 63, 64",
    "13, 64, 64",
    "17, 65, 64",
    "11, 80, 96",
    "23, 129, 32",
    "160, 1370, 64",
  })
  void equalsTheLoops(int queries, int keys, int headWidth) {
    check(queries, keys, headWidth, 1);
  }

  /** One key takes all the weight, the exponentials of the others vanish. */
  @ParameterizedTest
  @CsvSource({"10", "1e3", "1e10", "1e17"})
  void largeScores(float scale) {
    check(9, 70, 64, scale);
  }

  @Test
  void equalScoresAverageTheValues() {
    check(7, 50, 64, 0);
  }

  @Test
  void whatIsNotANumberStaysSo() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(3, 20, 32, arena);
      attention.draw(random, 1);
      attention.tokens().set(JAVA_SHORT, 0, (short) 0x7fc0); // in the first query
      attention.run(arena, 1);
      attention.run(arena, 0);
      assertThat(attention.result(0, 0, 31)).isNaN();
      assertThat(attention.result(1, 0, 31)).isFinite();
      assertThat(attention.result(0, 1, 31)).isFinite();
    }
  }

  @Test
  void writesNothingBesideItsHead() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(13, 27, 64, arena);
      attention.result().fill((byte) 7);
      attention.run(arena, 1);
      for (int query = 0; query < 13; query++) {
        for (int i = 0; i < 64; i++) {
          assertThat(attention.result().getAtIndex(JAVA_SHORT, query * HEADS * 64L + i))
              .isEqualTo((short) 0x0707);
        }
      }
    }
  }

  @Test
  void refusesHeadsThatItCannotPack() {
    assertThatThrownBy(() -> new AttentionShape(4, 4, 48, 288, 96))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("heads of 48");
  }

  private void check(int queries, int keys, int headWidth, float scale) {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(queries, keys, headWidth, arena);
      attention.draw(random, scale);
      for (int head = 0; head < HEADS; head++) {
        attention.run(arena, head);
        for (int query = 0; query < queries; query++) {
          double[] expected = attention.expected(head, query);
          for (int i = 0; i < headWidth; i++) {
            assertThat(attention.result(head, query, i))
                .as("head %d, query %d, number %d", head, query, i)
                .isCloseTo(expected[i], within(ROUNDING));
          }
        }
      }
    }
  }

  /** Tokens {@code [keys, 3, heads, width]} in bf16, of which the first are the queries too. */
  private record Case(
      AttentionShape shape, MemorySegment tokens, MemorySegment result, MemorySegment workspace) {
    Case(int queries, int keys, int width, Arena arena) {
      this(
          new AttentionShape(queries, keys, width, 2 * 3 * HEADS * width, 2 * HEADS * width),
          arena.allocate(2L * 3 * HEADS * width * Math.max(queries, keys), 64),
          arena.allocate(2L * HEADS * width * queries, 64),
          arena.allocate(1 << 20, 64));
      workspace.fill((byte) -1); // not a number
    }

    void draw(Random random, float scale) {
      int row = 3 * HEADS * shape.headWidth();
      for (int i = 0; i < tokens.byteSize() / 2; i++) {
        boolean query = i % row < row / 3;
        float value = (float) Math.clamp(random.nextGaussian(), -3.9, 3.9);
        tokens.setAtIndex(JAVA_SHORT, i, bf16(query ? scale * value : value));
      }
    }

    void run(Arena arena, int head) {
      AttentionKernel kernel = AttentionKernel.of(shape, arena);
      assertThat(kernel.workspaceBytes()).isLessThanOrEqualTo(workspace.byteSize());
      long start = tokens.address() + 2L * head * shape.headWidth();
      kernel.run(
          start,
          start + shape.resultBytes(),
          start + 2L * shape.resultBytes(),
          result.address() + 2L * head * shape.headWidth(),
          workspace.address());
    }

    private double token(int row, int part, int head, int i) {
      int width = shape.headWidth();
      return value(tokens, ((row * 3L + part) * HEADS + head) * width + i);
    }

    double result(int head, int query, int i) {
      return value(result, ((long) query * HEADS + head) * shape.headWidth() + i);
    }

    double[] expected(int head, int query) {
      double[] weights = new double[shape.keys()];
      double largest = Double.NEGATIVE_INFINITY;
      for (int key = 0; key < shape.keys(); key++) {
        for (int i = 0; i < shape.headWidth(); i++) {
          weights[key] += token(query, 0, head, i) * token(key, 1, head, i);
        }
        largest = Math.max(largest, weights[key]);
      }
      double sum = 0;
      double[] expected = new double[shape.headWidth()];
      for (int key = 0; key < shape.keys(); key++) {
        double weight = Math.exp(weights[key] - largest);
        sum += weight;
        for (int i = 0; i < expected.length; i++) {
          expected[i] += weight * token(key, 2, head, i);
        }
      }
      for (int i = 0; i < expected.length; i++) {
        expected[i] /= sum;
      }
      return expected;
    }
  }

  private static double value(MemorySegment bf16, long index) {
    return Float.intBitsToFloat(bf16.getAtIndex(JAVA_SHORT, index) << 16);
  }

  private static short bf16(float value) {
    return (short) ((Float.floatToRawIntBits(value) + 0x8000) >> 16);
  }
}
