package io.github.dino4j.kernels.attention;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel against softmax attention written as loops, in double. */
@ParameterizedClass
@CsvSource({"FP32, false", "BF16, false", "BF16, true"})
class AttentionKernelTest {
  private static final int HEADS = 2;

  /** Weights are rounded to bf16 (2^-9) before the sum, the result after it; values are below 4. */
  private static final double BF16_ROUNDING = 4 * (1.0 / 512 + 1.0 / 512);

  /** Weights and sums are exact to 2e-7. */
  private static final double FP32_ROUNDING = 4 * 2e-7;

  /** The same where logits are tens and more, whose own last place is 2e-6: five of those. */
  private static final double FP32_ROUNDING_OF_LARGE_LOGITS = 4 * 1e-5;

  private final ElementType type;
  private final boolean tiled;
  private final Random random = new Random(3);

  /**
   * @param tiled whether products go through tiles where they can
   */
  AttentionKernelTest(ElementType type, boolean tiled) {
    this.type = type;
    this.tiled = tiled;
  }

  private AttentionKernel kernel(AttentionShape shape, Arena arena) {
    return tiled && TiledAttention.fits(shape)
        ? TiledAttention.of(shape, arena)
        : FusedAttention.of(shape, arena);
  }

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(!tiled || Processor.hasTiles(), "this processor has no tiles");
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
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

  @ParameterizedTest
  @CsvSource({"5, 5, 64", "50, 50, 64", "257, 257, 64"})
  void logitsAsTheyAreInModels(int queries, int keys, int headWidth) {
    check(queries, keys, headWidth, (float) (1 / Math.sqrt(headWidth)));
  }

  /** One key takes all the weight, the exponentials of the others vanish. */
  @ParameterizedTest
  @CsvSource({"10", "1e3", "1e10", "1e17"})
  void largeLogits(float scale) {
    check(9, 70, 64, scale);
  }

  @Test
  void equalLogitsAverageTheValues() {
    check(7, 50, 64, 0);
  }

  @Test
  void whatIsNotANumberStaysSo() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, 3, 20, 32, arena);
      attention.draw(random, 1);
      attention.tokens().set(0, Float.NaN); // in the first query
      attention.run(kernel(attention.shape(), arena), arena, 1);
      attention.run(kernel(attention.shape(), arena), arena, 0);
      assertThat(attention.result(0, 0, 31)).isNaN();
      assertThat(attention.result(1, 0, 31)).isFinite();
      assertThat(attention.result(0, 1, 31)).isFinite();
    }
  }

  @Test
  void writesNothingBesideItsHead() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, 13, 27, 64, arena);
      MemorySegment result = attention.result().memory();
      result.fill((byte) 7);
      attention.run(kernel(attention.shape(), arena), arena, 1);
      for (long i = 0; i < result.byteSize(); i++) {
        if (i / (64L * type.bytes()) % HEADS == 0) {
          assertThat(result.get(JAVA_BYTE, i)).isEqualTo((byte) 7);
        }
      }
    }
  }

  @Test
  void refusesHeadsThatItCannotPack() {
    assertThatThrownBy(() -> new AttentionShape(type, 4, 4, 48, 288, 96))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("heads of 48");
  }

  private double rounding(float scale) {
    return switch (type) {
      case BF16 -> BF16_ROUNDING;
      case FP32 -> scale < 1 ? FP32_ROUNDING : FP32_ROUNDING_OF_LARGE_LOGITS;
    };
  }

  private void check(int queries, int keys, int headWidth, float scale) {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, queries, keys, headWidth, arena);
      attention.draw(random, scale);
      for (int head = 0; head < HEADS; head++) {
        attention.run(kernel(attention.shape(), arena), arena, head);
        for (int query = 0; query < queries; query++) {
          double[] expected = attention.expected(head, query);
          for (int i = 0; i < headWidth; i++) {
            assertThat(attention.result(head, query, i))
                .as("head %d, query %d, number %d", head, query, i)
                .isCloseTo(expected[i], within(rounding(scale)));
          }
        }
      }
    }
  }

  /** Tokens {@code [keys, 3, heads, width]}, of which the first are the queries too. */
  private record Case(AttentionShape shape, Numbers tokens, Numbers result) {
    Case(ElementType type, int queries, int keys, int width, Arena arena) {
      int row = type.bytes() * HEADS * width;
      long rows = 3L * Math.max(queries, keys);
      this(
          new AttentionShape(type, queries, keys, width, 3 * row, row),
          Numbers.allocate(type, rows * HEADS * width, arena),
          Numbers.allocate(type, (long) queries * HEADS * width, arena));
    }

    void draw(Random random, float scale) {
      int row = 3 * HEADS * shape.headWidth();
      for (long i = 0; i < tokens.count(); i++) {
        boolean query = i % row < row / 3;
        float value = (float) Math.clamp(random.nextGaussian(), -3.9, 3.9);
        tokens.set(i, query ? scale * value : value);
      }
    }

    /** In working memory of exactly its size that is full of what is not a number. */
    void run(AttentionKernel kernel, Arena arena, int head) {
      MemorySegment workspace = arena.allocate(kernel.workspaceBytes() + 64, 64);
      workspace.fill((byte) -1);
      int rows = Math.max(shape.queries(), shape.keys());
      int width = shape.headWidth();
      int dim = HEADS * width;
      Matrix ofHead = tokens.matrix(rows, 3 * dim).columns(width * head, 2 * dim + width);
      kernel.run(
          ofHead.columns(0, width).rows(0, shape.queries()),
          ofHead.columns(dim, width).rows(0, shape.keys()),
          ofHead.columns(2 * dim, width).rows(0, shape.keys()),
          result.matrix(shape.queries(), dim).columns(width * head, width),
          workspace);
      for (long i = kernel.workspaceBytes(); i < workspace.byteSize(); i++) {
        assertThat(workspace.get(JAVA_BYTE, i)).isEqualTo((byte) -1);
      }
    }

    private double token(int row, int part, int head, int i) {
      int width = shape.headWidth();
      return tokens.get(((row * 3L + part) * HEADS + head) * width + i);
    }

    double result(int head, int query, int i) {
      return result.get(((long) query * HEADS + head) * shape.headWidth() + i);
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
}
