package io.github.dino4j.evaluate.classification.linear;

import static io.github.dino4j.torch.Ops.addScaled;
import static io.github.dino4j.torch.Ops.addmm;
import static io.github.dino4j.torch.Ops.logSoftmax;
import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.mul;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear heads on the same columns of the features, side by side in one matrix: their logits are
 * one gemm and their gradients another, straight into the momentum. Owns native memory.
 */
final class HeadGroup implements AutoCloseable {
  private static final double MOMENTUM = 0.9;
  private static final double DEVIATION = 0.01;

  private final int start;
  private final int length;
  private final int classes;
  private final List<Double> rates;
  private final Tensor weight; // [heads * classes, length]
  private final Tensor bias; // [heads * classes]
  private final Tensor weightMomentum;
  private final Tensor biasMomentum;

  /**
   * Heads of zeros.
   *
   * @param columns of the features, the first and how many
   * @param rates one a head, as in the grid
   */
  HeadGroup(Columns columns, List<Double> rates, int classes) {
    this.start = columns.start;
    this.length = columns.length;
    this.classes = classes;
    this.rates = rates;
    int rows = Math.multiplyExact(rates.size(), classes);
    try (Scope scope = Scope.open()) {
      weight = Scope.keep(Tensors.zeros(rows, length));
      bias = Scope.keep(Tensors.zeros(rows));
      weightMomentum = Scope.keep(Tensors.zeros(rows, length));
      biasMomentum = Scope.keep(Tensors.zeros(rows));
    }
  }

  /** A range of the columns of the features. */
  record Columns(int start, int length) {}

  /** What training changes, by name. */
  Map<String, Tensor> state() {
    return Map.of(
        "weight",
        weight,
        "bias",
        bias,
        "weight_momentum",
        weightMomentum,
        "bias_momentum",
        biasMomentum);
  }

  List<Double> rates() {
    return rates;
  }

  /** How many weights a step goes through. */
  long weights() {
    return weight.numel();
  }

  /** Draws the first weights; biases begin at 0. */
  void draw(Generator generator) {
    Tensor ignored = Tensors.normal(weight, 0, DEVIATION, generator);
  }

  /** {@code [classes, length]}, a view. */
  Tensor weight(int head) {
    return weight.narrow(0, (long) head * classes, classes);
  }

  /** {@code [classes]}, a view. */
  Tensor bias(int head) {
    return bias.narrow(0, (long) head * classes, classes);
  }

  /** {@code [n, heads * classes]} for features {@code [n, all columns]}. */
  private Tensor logits(Tensor features) {
    return matmul(features.narrow(1, start, length), weight.t()).add_(bias);
  }

  /**
   * One step of SGD.
   *
   * @param batch features {@code [n, all columns]}
   * @param labels {@code [n]}
   * @return the cross-entropy of each head before the step, a mean over the batch
   */
  double[] step(Tensor batch, int[] labels, LinearOptions options, int step) {
    try (Scope scope = Scope.open()) {
      Tensor logits = logits(batch); // [n, heads * classes]
      long[] byHead = {labels.length, rates.size(), classes};
      Tensor logProbabilities = logSoftmax(logits.view(byHead), 2);
      double[] losses = losses(Tensors.buffer(logProbabilities), labels);
      Tensor gradient = logProbabilities.exp_().view(logits.size(0), logits.size(1));
      subtractLabels(Tensors.buffer(gradient), labels);
      Tensor mean = mul(gradient, 1.0 / labels.length);
      addmm(weightMomentum, MOMENTUM, mean.t(), batch.narrow(1, start, length));
      addmm(biasMomentum.view(-1, 1), MOMENTUM, mean.t(), ones(labels.length));
      for (int head = 0; head < rates.size(); head++) {
        long row = (long) head * classes;
        double rate = options.rate(rates.get(head), step);
        addScaled(weight(head), weightMomentum.narrow(0, row, classes), -rate);
        addScaled(bias(head), biasMomentum.narrow(0, row, classes), -rate);
      }
      return losses;
    }
  }

  private static Tensor ones(int rows) {
    float[] ones = new float[rows];
    Arrays.fill(ones, 1);
    return Tensors.of(ones, rows, 1);
  }

  private double[] losses(FloatBuffer logProbabilities, int[] labels) {
    double[] losses = new double[rates.size()];
    for (int i = 0; i < labels.length; i++) {
      for (int head = 0; head < losses.length; head++) {
        int at = (i * losses.length + head) * classes + labels[i];
        losses[head] -= logProbabilities.get(at) / labels.length;
      }
    }
    return losses;
  }

  private void subtractLabels(FloatBuffer probabilities, int[] labels) {
    int heads = rates.size();
    for (int i = 0; i < labels.length; i++) {
      for (int head = 0; head < heads; head++) {
        int at = (i * heads + head) * classes + labels[i];
        probabilities.put(at, probabilities.get(at) - 1);
      }
    }
  }

  /** For each head how many images it classifies rightly; of equal logits the first counts. */
  long[] hits(Tensor features, int[] labels) {
    try (Scope scope = Scope.open()) {
      FloatBuffer logits = Tensors.buffer(logits(features));
      long[] hits = new long[rates.size()];
      for (int i = 0; i < labels.length; i++) {
        for (int head = 0; head < hits.length; head++) {
          int from = (i * hits.length + head) * classes;
          hits[head] += argmax(logits, from) == labels[i] ? 1 : 0;
        }
      }
      return hits;
    }
  }

  private int argmax(FloatBuffer logits, int from) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = logits.get(from + c) > logits.get(from + best) ? c : best;
    }
    return best;
  }

  @Override
  public void close() {
    state().values().forEach(Scope::free);
  }
}
