package io.github.dino4j.evaluate.classification.logistic;

import static io.github.dino4j.torch.Ops.addmm;
import static io.github.dino4j.torch.Ops.choleskyInverse;
import static io.github.dino4j.torch.Ops.logSoftmax;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.mul;

import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The mean cross-entropy of multinomial logistic regression with a penalty, in float64: {@code mean
 * CE + penalty / 2 * |W|^2} over {@code x [classes, dim + 1]}, the last column of which is the free
 * intercept. Images go through in a fixed number of parts, so that the sums are the same whatever
 * the number of threads. Owns native memory.
 */
final class CrossEntropy implements SmoothFunction, AutoCloseable {
  /** Parts that may be computed side by side, each with a gradient of its own. */
  private static final int PARTS = 8;

  /** Probabilities of a block: as many as libtorch goes through on one thread. */
  private static final int BLOCK = 1 << 15;

  private final LabelledFeatures images;
  private final int columns;
  private final Tensor features; // [images, dim + 1], a column of ones at the end
  private final Tensor[] gradients = new Tensor[PARTS]; // [classes, dim + 1]
  private final Tensor weight; // [classes, dim + 1]
  private final Tensor inverse; // [dim + 1, dim + 1]
  private double penalty;

  CrossEntropy(LabelledFeatures images) {
    this.images = images;
    this.columns = images.dim() + 1;
    try (Scope scope = Scope.open()) {
      features = Scope.keep(doubles(images.size()));
      weight = Scope.keep(doubles(images.classes()));
      inverse = Scope.keep(doubles(columns));
      Arrays.setAll(gradients, _ -> Scope.keep(doubles(images.classes())));
    }
    DoubleBuffer buffer = buffer(features);
    for (int i = 0; i < images.size(); i++) {
      for (int d = 0; d < images.dim(); d++) {
        buffer.put(images.values()[i * images.dim() + d]);
      }
      buffer.put(1);
    }
  }

  private Tensor doubles(int rows) {
    return Tensors.zeros(rows, columns).to(ScalarType.Double);
  }

  private static DoubleBuffer buffer(Tensor tensor) {
    return new DoublePointer(tensor.data_ptr_double()).capacity(tensor.numel()).asBuffer();
  }

  /** How many values {@code x} has. */
  int size() {
    return images.classes() * columns;
  }

  /**
   * Sets the penalty, and prepares to precondition near {@code x}: the second derivative there, as
   * if it were one block for all classes.
   */
  void begin(double newPenalty, double[] x) {
    penalty = newPenalty;
    buffer(weight).put(x);
    Tensor[] parts = new Tensor[PARTS];
    try (Scope scope = Scope.open()) {
      Arrays.setAll(parts, _ -> Scope.keep(doubles(columns)));
      ParallelLoop.run(PARTS, (_, part) -> eachBlock(part, rows -> addGram(rows, parts[part])));
      double[] sum = new double[columns * columns];
      for (Tensor part : parts) {
        addTo(sum, part);
        Scope.free(part);
      }
      for (int d = 0; d < columns; d++) {
        // The intercept has no penalty; a speck of the scale keeps the matrix definite.
        double speck = 1e-12 * sum[d * columns + d] + Double.MIN_NORMAL;
        sum[d * columns + d] += speck + (d < columns - 1 ? penalty : 0);
      }
      Tensor hessian = doubles(columns);
      buffer(hessian).put(sum);
      inverse.copy_(choleskyInverse(hessian));
    }
  }

  /** {@code sum of p (1 - p) x x^T / images}, with the mean over classes of p (1 - p). */
  private void addGram(Rows rows, Tensor gram) {
    Tensor p = logProbabilities(rows).exp_();
    Tensor variance = p.sub(p.square()).sum(1).view(-1, 1); // [rows, 1]
    Tensor x = rows.of(features);
    double share = 1.0 / ((double) images.size() * images.classes());
    addmm(gram, 1, mul(x.mul(variance), share).t(), x);
  }

  @Override
  public double evaluate(double[] x, double[] gradient) {
    buffer(weight).put(x);
    double[] losses = new double[PARTS];
    ParallelLoop.run(
        PARTS,
        (_, part) -> {
          try (Scope scope = Scope.open()) {
            Tensor ignored = gradients[part].zero_();
          }
          eachBlock(part, rows -> losses[part] += addGradient(rows, gradients[part]));
        });
    Arrays.fill(gradient, 0);
    for (Tensor part : gradients) {
      addTo(gradient, part);
    }
    double value = Arrays.stream(losses).sum() / images.size();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= images.size();
      if (i % columns < columns - 1) {
        gradient[i] += penalty * x[i];
        value += penalty / 2 * x[i] * x[i];
      }
    }
    return value;
  }

  private double addGradient(Rows rows, Tensor gradient) {
    Tensor logProbabilities = logProbabilities(rows);
    DoubleBuffer buffer = buffer(logProbabilities);
    int classes = images.classes();
    double loss = 0;
    for (int i = 0; i < rows.count; i++) {
      loss -= buffer.get(i * classes + images.labels()[rows.first + i]);
    }
    Tensor error = logProbabilities.exp_(); // the same memory
    for (int i = 0; i < rows.count; i++) {
      int at = i * classes + images.labels()[rows.first + i];
      buffer.put(at, buffer.get(at) - 1);
    }
    addmm(gradient, 1, error.t(), rows.of(features));
    return loss;
  }

  /** {@code [rows, classes]}. */
  private Tensor logProbabilities(Rows rows) {
    return logSoftmax(matmul(rows.of(features), weight.t()), 1);
  }

  private record Rows(int first, int count) {
    Tensor of(Tensor matrix) {
      return matrix.narrow(0, first, count);
    }
  }

  private interface Block {
    void run(Rows rows);
  }

  private void eachBlock(int part, Block block) {
    int end = (int) ((part + 1L) * images.size() / PARTS);
    int most = Math.max(1, BLOCK / images.classes());
    for (int first = (int) ((long) part * images.size() / PARTS); first < end; first += most) {
      try (Scope scope = Scope.open()) {
        block.run(new Rows(first, Math.min(most, end - first)));
      }
    }
  }

  private static void addTo(double[] sum, Tensor tensor) {
    DoubleBuffer buffer = buffer(tensor);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += buffer.get(i);
    }
  }

  @Override
  public double[] precondition(double[] x) {
    try (Scope scope = Scope.open()) {
      Tensor rows = doubles(images.classes());
      buffer(rows).put(x);
      double[] result = new double[x.length];
      buffer(matmul(rows, inverse)).get(result);
      return result;
    }
  }

  @Override
  public void close() {
    Scope.free(features);
    Scope.free(weight);
    Scope.free(inverse);
    for (Tensor gradient : gradients) {
      Scope.free(gradient);
    }
  }
}
