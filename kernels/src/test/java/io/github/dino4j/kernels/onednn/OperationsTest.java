package io.github.dino4j.kernels.onednn;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.onednn.Operations.Normalization;
import io.github.dino4j.kernels.onednn.Operations.Product;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operation against the same sum written as a loop. */
class OperationsTest {
  private static final int ROWS = 7;
  private static final int INPUTS = 20;
  private static final int OUTPUTS = 33;
  private static final Offset<Float> FP32_ROUNDING = Offset.offset(1e-5f);

  private final Arena arena = Arena.ofConfined();
  private final NativeMemory memory = new NativeMemory(arena);
  private final Random random = new Random(5);

  @AfterEach
  void free() {
    arena.close();
  }

  @ParameterizedTest
  @EnumSource(Fusion.class)
  void matrixProductOnPackedWeights(Fusion fusion) {
    float[] source = draw(ROWS * INPUTS);
    float[] weights = draw(INPUTS * OUTPUTS);
    float[] bias = draw(OUTPUTS);
    float[] before = draw(ROWS * OUTPUTS);
    Layout target = Layout.dense(arena, FP32, ROWS, OUTPUTS);
    Operation product =
        Operations.matmul(
            arena,
            new Product(
                Layout.dense(arena, FP32, ROWS, INPUTS),
                Layout.free(arena, FP32, INPUTS, OUTPUTS),
                Layout.dense(arena, FP32, 1, OUTPUTS),
                target),
            fusion);
    MemorySegment result = copy(before);
    call(product)
        .set(Argument.SOURCE, matrix(copy(source), ROWS, INPUTS))
        .set(Argument.WEIGHTS, packed(weights, product.layout(Argument.WEIGHTS)))
        .set(Argument.BIAS, matrix(copy(bias), 1, OUTPUTS))
        .set(Argument.FACTOR, matrix(copy(before), ROWS, OUTPUTS))
        .set(Argument.TARGET, matrix(result, ROWS, OUTPUTS))
        .run();
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < OUTPUTS; column++) {
        double sum = bias[column];
        for (int i = 0; i < INPUTS; i++) {
          sum += source[row * INPUTS + i] * weights[i * OUTPUTS + column];
        }
        double other = before[row * OUTPUTS + column];
        double expected =
            switch (fusion) {
              case NONE -> sum;
              case GELU -> sum * normalDistribution(sum);
              case SILU -> sum / (1 + Math.exp(-sum));
              case TIMES_FACTOR -> sum * other;
              case ADD_TO_TARGET -> sum + other;
            };
        assertThat(result.getAtIndex(JAVA_FLOAT, row * OUTPUTS + column))
            .isCloseTo((float) expected, FP32_ROUNDING);
      }
    }
  }

  /** The part of a normal distribution below x, by Simpson's rule. */
  private static double normalDistribution(double x) {
    int steps = 2000;
    double width = x / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = i * width;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-at * at / 2);
    }
    return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
  }

  /** Columns of a wider matrix as source, a transposed part of it as weights. */
  @Test
  void matrixProductOfViews() {
    int width = 40;
    int depth = 8;
    float[] wide = draw(ROWS * width);
    Operation product =
        Operations.matmul(
            arena,
            new Product(
                Layout.strided(arena, FP32, new long[] {ROWS, depth}, new long[] {width, 1}),
                Layout.strided(arena, FP32, new long[] {depth, ROWS}, new long[] {1, width}),
                null,
                Layout.dense(arena, FP32, ROWS, ROWS)),
            Fusion.NONE);
    Matrix rows = matrix(copy(wide), ROWS, width);
    MemorySegment result = memory.segment(4L * ROWS * ROWS);
    call(product)
        .set(Argument.SOURCE, rows.columns(0, depth))
        .set(Argument.WEIGHTS, rows.columns(depth, depth))
        .set(Argument.TARGET, matrix(result, ROWS, ROWS))
        .run();
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < ROWS; column++) {
        float sum = 0;
        for (int i = 0; i < depth; i++) {
          sum += wide[row * width + i] * wide[column * width + depth + i];
        }
        assertThat(result.getAtIndex(JAVA_FLOAT, row * ROWS + column))
            .isCloseTo(sum, FP32_ROUNDING);
      }
    }
  }

  @Test
  void softmax() {
    float[] values = draw(ROWS * INPUTS);
    Layout layout = Layout.dense(arena, FP32, ROWS, INPUTS);
    MemorySegment inPlace = copy(values);
    call(Operations.softmax(arena, layout, layout))
        .set(Argument.SOURCE, matrix(inPlace, ROWS, INPUTS))
        .set(Argument.TARGET, matrix(inPlace, ROWS, INPUTS))
        .run();
    for (int row = 0; row < ROWS; row++) {
      double total = 0;
      for (int i = 0; i < INPUTS; i++) {
        total += Math.exp(values[row * INPUTS + i]);
      }
      for (int i = 0; i < INPUTS; i++) {
        assertThat(inPlace.getAtIndex(JAVA_FLOAT, row * INPUTS + i))
            .isCloseTo((float) (Math.exp(values[row * INPUTS + i]) / total), FP32_ROUNDING);
      }
    }
  }

  @Test
  void layerNorm() {
    float[] values = draw(ROWS * INPUTS);
    float[] scale = draw(INPUTS);
    float[] shift = draw(INPUTS);
    Layout layout = Layout.dense(arena, FP32, ROWS, INPUTS);
    MemorySegment result = memory.segment(4L * values.length);
    call(Operations.layerNorm(arena, layout, layout, new Normalization(INPUTS, 0.1f)))
        .set(Argument.SOURCE, matrix(copy(values), ROWS, INPUTS))
        .set(Argument.SCALE, matrix(copy(scale), 1, INPUTS))
        .set(Argument.SHIFT, matrix(copy(shift), 1, INPUTS))
        .set(Argument.TARGET, matrix(result, ROWS, INPUTS))
        .run();
    for (int row = 0; row < ROWS; row++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < INPUTS; i++) {
        mean += values[row * INPUTS + i] / (double) INPUTS;
      }
      for (int i = 0; i < INPUTS; i++) {
        square += Math.pow(values[row * INPUTS + i] - mean, 2) / INPUTS;
      }
      for (int i = 0; i < INPUTS; i++) {
        double normal = (values[row * INPUTS + i] - mean) / Math.sqrt(square + 0.1f);
        assertThat(result.getAtIndex(JAVA_FLOAT, row * INPUTS + i))
            .isCloseTo((float) (normal * scale[i] + shift[i]), FP32_ROUNDING);
      }
    }
  }

  @Test
  void reorderRoundsToBf16() {
    float[] values = {1, 1.00390625f, 1.01171875f, -3.1415927f};
    MemorySegment result = memory.segment(2L * values.length);
    Layout from = Layout.dense(arena, FP32, 1, values.length);
    Layout to = Layout.dense(arena, BF16, 1, values.length);
    assertThat(to.bytes()).isEqualTo(2L * values.length);
    call(Operations.reorder(arena, from, to))
        .set(Argument.SOURCE, matrix(copy(values), 1, values.length))
        .set(Argument.TARGET, Matrix.of(result, BF16, 1, values.length))
        .run();
    // Ties go to the even neighbour: 1 + 1/256 down to 1, 1 + 3/256 up to 1 + 4/256.
    assertThat(result.toArray(java.lang.foreign.ValueLayout.JAVA_SHORT))
        .containsExactly((short) 0x3f80, (short) 0x3f80, (short) 0x3f82, (short) 0xc049);
  }

  @Test
  void shapesThatDoNotFitAreRefusedInOneLine() {
    Product product =
        new Product(
            Layout.dense(arena, FP32, 2, 3),
            Layout.dense(arena, FP32, 4, 5),
            null,
            Layout.dense(arena, FP32, 2, 5));
    assertThatThrownBy(() -> Operations.matmul(arena, product, Fusion.NONE))
        .isInstanceOf(DinoException.class)
        .hasMessage("oneDNN cannot plan a matrix product: invalid arguments");
  }

  private float[] draw(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private MemorySegment copy(float[] values) {
    return memory.segment(4L * values.length).copyFrom(MemorySegment.ofArray(values));
  }

  private static Matrix matrix(MemorySegment memory, int rows, int columns) {
    return Matrix.of(memory, FP32, rows, columns);
  }

  private MemorySegment packed(float[] weights, Layout layout) {
    MemorySegment target = memory.segment(layout.bytes());
    call(Operations.reorder(arena, Layout.dense(arena, FP32, INPUTS, OUTPUTS), layout))
        .set(Argument.SOURCE, matrix(copy(weights), INPUTS, OUTPUTS))
        .set(Argument.TARGET, target)
        .run();
    return target;
  }

  private Call call(Operation operation) {
    return operation.call(arena).set(Argument.SCRATCH, memory.segment(operation.scratchBytes()));
  }
}
