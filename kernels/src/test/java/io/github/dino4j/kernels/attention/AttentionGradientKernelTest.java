package io.github.dino4j.kernels.attention;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel against gradients of softmax attention written as loops, in double. */
@ParameterizedClass
@CsvSource({"FP32, false", "BF16, false", "BF16, true"})
class AttentionGradientKernelTest {
  private static final int HEADS = 3;
  private static final String[] PARTS = {"queries", "keys", "values"};

  private static final int FEW = 6;
  private static final int MANY = 128;

  private static final byte CANARY = 7;

  /**
   * How far gradients may be off.
   *
   * @param usual of the largest gradient
   * @param large the same where gradients of logits are small differences: between few tokens, or
   *     where one takes nearly all the weight
   * @param bias of the sum of all gradients' sizes: over many tokens, rounding errors cancel out
   * @param zero what is left of gradients of a single token's logits, which are zero
   */
  private record Tolerance(double usual, double large, double bias, double zero) {
    /** Weights, gradients of logits and results are rounded: each by up to 1/512. */
    private static final Tolerance BF16 = new Tolerance(0.015, 0.05, 5e-4, 1e-9);

    /**
     * A logit is a sum of products in fp32, off by some units of 2^-23 and ten times as many where
     * it is large; so is the gradient of a logit, whose single products are about one.
     */
    private static final Tolerance FP32 = new Tolerance(3e-6, 3e-5, 2e-7, 1e-5);

    static Tolerance of(ElementType type) {
      return switch (type) {
        case BF16 -> BF16;
        case FP32 -> FP32;
      };
    }
  }

  private final ElementType type;
  private final boolean tiled;
  private final Tolerance tolerance;
  private final Random random = new Random(5);

  /**
   * @param tiled whether products go through tiles where they can
   */
  AttentionGradientKernelTest(ElementType type, boolean tiled) {
    this.type = type;
    this.tiled = tiled;
    this.tolerance = Tolerance.of(type);
  }

  private AttentionGradientKernel kernel(AttentionShape shape, Arena arena) {
    return tiled && TiledAttention.fits(shape)
        ? TiledAttentionGradient.of(shape, arena)
        : FusedAttentionGradient.of(shape, arena);
  }

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(!tiled || Processor.hasTiles(), "this processor has no tiles");
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64",
    "2, 32",
    "2, 64",
    "3, 96",
    "4, 32",
    "5, 64",
    "6, 64",
    "7, 96",
    "8, 128",
    "10, 64",
    "11, 32",
    "12, 64",
    "13, 64",
    "15, 64",
    "16, 32",
    "16, 64",
    "17, 64",
    "17, 96",
    "18, 160",
    "31, 64",
    "32, 64",
    "33, 32",
    "37, 64",
    "48, 64",
    "50, 64",
    "50, 96",
    "63, 64",
    "64, 64",
    "65, 32",
    "80, 64",
    "81, 96",
    "97, 64",
    "113, 64",
    "128, 64",
    "129, 64",
    "129, 96",
    "256, 64",
    "257, 32",
    "257, 64",
    "257, 96",
    "1370, 64",
  })
  void equalsTheLoops(int tokens, int headWidth) {
    float scale = (float) (1 / Math.sqrt(headWidth));
    check(tokens, headWidth, scale, tokens < FEW ? tolerance.large() : tolerance.usual());
  }

  /** From weights that are all but equal to those that are all but zero and one. */
  @ParameterizedTest
  @CsvSource({"0.01", "0.3", "1", "3"})
  void otherScales(float scale) {
    check(70, 64, scale, tolerance.large());
  }

  @Test
  void oneTokenHasGradientsOfItsValueOnly() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, 1, 32, arena);
      attention.draw(random, 1);
      attention.run(kernel(attention.shape(), arena), arena, 1);
      for (int i = 0; i < 32; i++) {
        assertThat(attention.gradient(0, 2, 1, i)).isEqualTo(attention.resultGradient.get(32 + i));
      }
    }
  }

  @Test
  void writesNothingBesideItsHead() {
    for (int tokens : new int[] {1, 13, 50}) {
      try (Arena arena = Arena.ofConfined()) {
        Case attention = new Case(type, tokens, 64, arena);
        attention.draw(random, 1);
        attention.tokenGradient.memory().fill(CANARY);
        float canary = attention.tokenGradient.get(0);
        attention.run(kernel(attention.shape(), arena), arena, 1);
        for (int i = 0; i < 3 * tokens * HEADS * 64; i++) {
          float actual = attention.tokenGradient.get(i);
          if (i / 64 % HEADS == 1) {
            assertThat(actual).isNotEqualTo(canary);
          } else {
            assertThat(actual).isEqualTo(canary);
          }
        }
      }
    }
  }

  /** Of a query: its own gradient, and those of all keys and values; no other query's. */
  @Test
  void whatIsNotANumberStaysSo() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, 21, 32, arena);
      attention.draw(random, 1);
      attention.tokens.set(4L * 3 * HEADS * 32, Float.NaN);
      attention.run(kernel(attention.shape(), arena), arena, 0);
      attention.run(kernel(attention.shape(), arena), arena, 1);
      for (int i = 0; i < 32; i++) {
        for (int token = 0; token < 21; token++) {
          if (token == 4) {
            assertThat(attention.gradient(token, 0, 0, i)).isNaN();
          } else {
            assertThat(attention.gradient(token, 0, 0, i)).isFinite();
          }
          assertThat(attention.gradient(token, 2, 0, i)).isNaN();
          assertThat(attention.gradient(token, 1, 0, i)).isNaN();
          assertThat(attention.gradient(token, 0, 1, i)).isFinite();
        }
      }
    }
  }

  @Test
  void gradientsThatAreNotNumbersStaySo() {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, 9, 64, arena);
      attention.draw(random, 1);
      attention.resultGradient.set(8L * HEADS * 64 + 5, Float.NaN);
      attention.run(kernel(attention.shape(), arena), arena, 0);
      assertThat(attention.gradient(8, 0, 0, 0)).isNaN();
      assertThat(attention.gradient(7, 0, 0, 0)).isFinite();
      assertThat(attention.gradient(0, 1, 0, 0)).isNaN();
      assertThat(attention.gradient(0, 2, 0, 5)).isNaN();
      assertThat(attention.gradient(0, 2, 0, 4)).isFinite();
    }
  }

  @Test
  void refusesQueriesThatAreNotTheKeys() {
    try (Arena arena = Arena.ofConfined()) {
      AttentionShape shape = new AttentionShape(type, 4, 5, 64, 384, 128);
      assertThatThrownBy(() -> AttentionGradientKernel.of(shape, arena))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("4 queries, 5 keys");
    }
  }

  private void check(int tokens, int headWidth, float scale, double relative) {
    try (Arena arena = Arena.ofConfined()) {
      Case attention = new Case(type, tokens, headWidth, arena);
      attention.draw(random, scale);
      for (int head = 0; head < HEADS; head += 2) {
        attention.run(kernel(attention.shape(), arena), arena, head);
        double[][][] expected = attention.expected(head);
        for (int part = 0; part < 3; part++) {
          compare(attention, expected[part], new Place(part, head), relative);
        }
      }
    }
  }

  private record Place(int part, int head) {
    @Override
    public String toString() {
      return PARTS[part] + " of head " + head;
    }
  }

  private void compare(Case attention, double[][] expected, Place place, double relative) {
    double largest = 0;
    double sizes = 0;
    for (double[] row : expected) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
        sizes += Math.abs(value);
      }
    }
    double zero = expected.length == 1 ? tolerance.zero() : 0;
    double growth = 0;
    for (int token = 0; token < expected.length; token++) {
      for (int i = 0; i < expected[token].length; i++) {
        double actual = attention.gradient(token, place.part(), place.head(), i);
        double exact = expected[token][i];
        assertThat(actual)
            .as("%s, token %d, number %d", place, token, i)
            .isCloseTo(exact, within(relative * largest + zero));
        growth += (actual - exact) * Math.signum(exact);
      }
    }
    if (expected.length >= MANY && relative == tolerance.usual()) {
      assertThat(growth / sizes).as("%s", place).isCloseTo(0, within(tolerance.bias()));
    }
  }

  /** Tokens {@code [tokens, 3, heads, width]}, result {@code [tokens, heads, width]}. */
  private record Case(
      AttentionShape shape,
      Numbers tokens,
      Numbers result,
      Numbers resultGradient,
      Numbers tokenGradient) {
    Case(ElementType type, int tokens, int width, Arena arena) {
      int row = type.bytes() * HEADS * width;
      long count = (long) HEADS * width * tokens;
      this(
          new AttentionShape(type, tokens, tokens, width, 3 * row, row),
          Numbers.allocate(type, 3 * count, arena),
          Numbers.allocate(type, count, arena),
          Numbers.allocate(type, count, arena),
          Numbers.allocate(type, 3 * count, arena));
    }

    void draw(Random random, float scale) {
      int row = 3 * HEADS * shape.headWidth();
      for (long i = 0; i < tokens.count(); i++) {
        boolean query = i % row < row / 3;
        float value = (float) random.nextGaussian();
        tokens.set(i, query ? scale * value : value);
      }
      for (long i = 0; i < resultGradient.count(); i++) {
        resultGradient.set(i, (float) random.nextGaussian());
      }
      for (int head = 0; head < HEADS; head++) {
        for (int token = 0; token < shape.queries(); token++) {
          double[] exact = resultOf(weights(head, token), head);
          for (int i = 0; i < exact.length; i++) {
            result.set(((long) token * HEADS + head) * exact.length + i, (float) exact[i]);
          }
        }
      }
    }

    /** In working memory of exactly its size that is full of what is not a number. */
    void run(AttentionGradientKernel kernel, Arena arena, int head) {
      MemorySegment workspace = arena.allocate(kernel.workspaceBytes() + 64, 64);
      workspace.fill((byte) -1);
      int rows = shape.queries();
      int width = shape.headWidth();
      int dim = HEADS * width;
      int first = width * head;
      kernel.run(
          tokens.matrix(rows, 3 * dim).columns(first, 2 * dim + width),
          result.matrix(rows, dim).columns(first, width),
          resultGradient.matrix(rows, dim).columns(first, width),
          tokenGradient.matrix(rows, 3 * dim).columns(first, 2 * dim + width),
          workspace);
      for (long i = kernel.workspaceBytes(); i < workspace.byteSize(); i++) {
        assertThat(workspace.get(JAVA_BYTE, i)).isEqualTo((byte) -1);
      }
    }

    private long index(int token, int part, int head) {
      return ((token * 3L + part) * HEADS + head) * shape.headWidth();
    }

    double gradient(int token, int part, int head, int i) {
      return tokenGradient.get(index(token, part, head) + i);
    }

    private double[] token(int token, int part, int head) {
      double[] numbers = new double[shape.headWidth()];
      Arrays.setAll(numbers, i -> tokens.get(index(token, part, head) + i));
      return numbers;
    }

    private double[] weights(int head, int query) {
      double[] weights = new double[shape.keys()];
      double[] left = token(query, 0, head);
      Arrays.setAll(weights, key -> dot(left, token(key, 1, head)));
      double largest = Arrays.stream(weights).max().orElseThrow();
      Arrays.setAll(weights, key -> Math.exp(weights[key] - largest));
      double sum = Arrays.stream(weights).sum();
      Arrays.setAll(weights, key -> weights[key] / sum);
      return weights;
    }

    private double[] resultOf(double[] weights, int head) {
      double[] result = new double[shape.headWidth()];
      for (int key = 0; key < weights.length; key++) {
        add(result, weights[key], token(key, 2, head));
      }
      return result;
    }

    /** Gradients of queries, keys and values, {@code [3][tokens][width]}. */
    double[][][] expected(int head) {
      double[][][] expected = new double[3][shape.keys()][shape.headWidth()];
      for (int query = 0; query < shape.queries(); query++) {
        double[] weights = weights(head, query);
        double[] gradient = new double[shape.headWidth()];
        long start = ((long) query * HEADS + head) * shape.headWidth();
        Arrays.setAll(gradient, i -> resultGradient.get(start + i));
        double common = dot(gradient, resultOf(weights, head));
        double[] left = token(query, 0, head);
        for (int key = 0; key < shape.keys(); key++) {
          double logit = weights[key] * (dot(gradient, token(key, 2, head)) - common);
          add(expected[0][query], logit, token(key, 1, head));
          add(expected[1][key], logit, left);
          add(expected[2][key], weights[key], gradient);
        }
      }
      return expected;
    }
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static void add(double[] target, double factor, double[] numbers) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * numbers[i];
    }
  }
}
