package io.github.dino4j.kernels.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Numbers;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels against loops in double. */
class SoftmaxKernelTest {
  /** Of rounding to bf16. */
  private static final double RELATIVE = 1.0 / 256;

  /** Of sums in fp32 of numbers of about 30. */
  private static final double ABSOLUTE = 1e-5;

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(ElementType.BF16), "this processor runs no kernels in BF16");
  }

  @ParameterizedTest
  @CsvSource({"257, 257", "1, 1", "5, 5", "4, 16", "6, 31", "7, 64", "50, 50", "3, 65"})
  void weightsAndTheirGradients(int rows, int columns) {
    SoftmaxShape shape = new SoftmaxShape(rows, columns);
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(columns);
      Numbers logits = rows(ElementType.FP32, shape.logits(), shape, random, arena);
      Numbers gradients = rows(ElementType.FP32, shape.logits(), shape, random, arena);
      double[][] given = table(logits, shape);
      Numbers weights = Numbers.allocate(ElementType.BF16, (long) rows * shape.filled() + 1, arena);
      Numbers back = Numbers.allocate(ElementType.BF16, (long) rows * shape.filled() + 1, arena);
      Matrix ofWeights = weights.matrix(rows, shape.filled());
      SoftmaxKernel.forward(shape, arena).run(logits.matrix(rows, shape.logits()), ofWeights);
      SoftmaxKernel.backward(shape, arena)
          .run(
              gradients.matrix(rows, shape.logits()), ofWeights, back.matrix(rows, shape.filled()));
      double[][] gradient = table(gradients, shape);
      for (int row = 0; row < rows; row++) {
        double[] expected = softmax(given[row]);
        double mean = 0;
        for (int i = 0; i < columns; i++) {
          mean += weights.get((long) row * shape.filled() + i) * gradient[row][i];
        }
        for (int i = 0; i < shape.filled(); i++) {
          long at = (long) row * shape.filled() + i;
          double weight = i < columns ? expected[i] : 0;
          double derivative = i < columns ? weights.get(at) * (gradient[row][i] - mean) : 0;
          check(weights.get(at), weight);
          check(back.get(at), derivative);
        }
      }
      assertThat(weights.get((long) rows * shape.filled())).isNaN();
      assertThat(back.get((long) rows * shape.filled())).isNaN();
    }
  }

  private static void check(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
  }

  /** Large numbers too; zeros where there are no columns, as products leave them. */
  private static Numbers rows(
      ElementType type, int width, SoftmaxShape shape, Random random, Arena arena) {
    Numbers numbers = Numbers.allocate(type, (long) shape.rows() * width, arena);
    for (int i = 0; i < numbers.count(); i++) {
      boolean used = i % width < shape.columns();
      numbers.set(i, used ? (float) (10 * random.nextGaussian() + 30) : 0);
    }
    return numbers;
  }

  private static double[][] table(Numbers numbers, SoftmaxShape shape) {
    double[][] table = new double[shape.rows()][shape.columns()];
    for (int row = 0; row < shape.rows(); row++) {
      for (int i = 0; i < shape.columns(); i++) {
        table[row][i] = numbers.get((long) row * shape.logits() + i);
      }
    }
    return table;
  }

  private static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp(logits[i] - largest);
      sum += weights[i];
    }
    for (int i = 0; i < logits.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
