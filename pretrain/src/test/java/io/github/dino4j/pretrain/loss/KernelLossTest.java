package io.github.dino4j.pretrain.loss;

import static io.github.dino4j.pretrain.Closeness.assertCloseRelative;
import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static io.github.dino4j.torch.Ops.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.pretrain.centering.Centering;
import io.github.dino4j.pretrain.centering.SinkhornKnopp;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.logits.LogitKernels;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.pretrain.logits.SumOfViews;
import io.github.dino4j.pretrain.logits.Targets;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and targets by kernels against the way that all other processors take. */
@ParameterizedClass
@EnumSource
class KernelLossTest {
  private static final int PROTOTYPES = 1280;
  private static final int WIDTH = 128;
  private static final double TEMPERATURE = 0.05;

  private final ElementType type;

  KernelLossTest(ElementType type) {
    this.type = type;
  }

  /**
   * Of the logit gradients, rounded to bf16 on both ways, and of bf16 products on the other; in
   * fp32 of exponents of some 10 on both ways, where floats are 1e-6 apart.
   */
  private double rounding() {
    return switch (type) {
      case BF16 -> 0.01;
      case FP32 -> 5e-6;
    };
  }

  /** In bf16 of the logits and of their gradients, in fp32 of the exponents. */
  private double roundingOfOneWay() {
    return switch (type) {
      case BF16 -> 0.03;
      case FP32 -> 3e-6;
    };
  }

  @BeforeEach
  void onFittingProcessors() {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
    try (Scope scope = Scope.open()) {
      assertThat(LogitKernels.suit(prototypes())).isTrue();
      torch.manual_seed(7);
    }
  }

  private Tensor prototypes() {
    return to(
        unit(PROTOTYPES),
        switch (type) {
          case BF16 -> ScalarType.BFloat16;
          case FP32 -> ScalarType.Float;
        });
  }

  private static Tensor unit(long rows) {
    return Ops.normalize(torch.randn(rows, WIDTH), -1, 1e-12);
  }

  private SoftmaxTargets teacher(long rows) {
    return teacher(rows, prototypes());
  }

  private static SoftmaxTargets teacher(long rows, Tensor prototypes) {
    Tensor offsets = torch.randn(PROTOTYPES);
    return new SoftmaxTargets(
        new Logits(unit(rows), prototypes), SoftmaxTargets.LOG2_E / TEMPERATURE, offsets);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 191, 193, 300, 500})
  void aRowForEachTarget(int rows) {
    try (Scope scope = Scope.open()) {
      check(List.of(term(rows, teacher(rows), 0.7)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 4", "4, 8", "5, 50", "97, 2", "150, 3"})
  void localCrops(int images, int crops) {
    try (Scope scope = Scope.open()) {
      Targets views = teacher(2L * images);
      check(List.of(term(images * crops, SumOfViews.of(views, images), 1)));
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 8, 0", "4, 8, 150", "4, 8, 302", "40, 3, 77", "100, 1, 60"})
  void allTermsAtOnce(int images, int crops, int patches) {
    try (Scope scope = Scope.open()) {
      Tensor prototypes = prototypes();
      SoftmaxTargets views = teacher(2L * images, prototypes);
      check(
          List.of(
              term(images * crops, SumOfViews.of(views, images), 0.3),
              term(2 * images, views, 0.6),
              term(patches, teacher(patches, prototypes), 1),
              term(5, teacher(5), 1))); // another head
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 8, 150", "60, 2, 7"})
  void theSameInDouble(int images, int crops, int patches) {
    try (Scope scope = Scope.open()) {
      Tensor prototypes = prototypes();
      SoftmaxTargets views = teacher(2L * images, prototypes);
      List<Term> terms =
          List.of(
              term(images * crops, SumOfViews.of(views, images), 0.3),
              term(2 * images, views, 0.6),
              term(patches, teacher(patches, prototypes), 1));
      Tensor gradient = torch.zeros(PROTOTYPES, WIDTH);
      var results = new KernelLoss(prototypes, gradient).evaluate(terms);
      Tensor expectedGradient = torch.zeros(PROTOTYPES, WIDTH).to(ScalarType.Double);
      for (int i = 0; i < terms.size(); i++) {
        LossInDouble expected = LossInDouble.of(terms.get(i), prototypes);
        LossAndGradient found = results.get(i);
        double rounding = roundingOfOneWay();
        assertRelative("value " + i, found.value().item_double(), expected.value(), rounding);
        assertCloseRelative("samples " + i, found.gradient(), expected.samples(), rounding);
        expectedGradient.add_(expected.prototypes());
      }
      assertCloseRelative("prototypes", gradient, expectedGradient, roundingOfOneWay());
    }
  }

  private static Term term(int rows, Targets targets, double scale) {
    return new Term(unit(rows), targets, torch.rand(rows), scale);
  }

  private void check(List<Term> terms) {
    Tensor prototypes = prototypes();
    Tensor before = torch.randn(PROTOTYPES, WIDTH).mul(new Scalar(0.01));
    Tensor slowGradient = before.clone();
    var slow = new LibtorchLoss(prototypes, slowGradient).evaluate(terms);
    Tensor gradient = before.clone();
    assertThat(PrototypeLoss.of(prototypes, gradient)).isInstanceOf(KernelLoss.class);
    var results = PrototypeLoss.of(prototypes, gradient).evaluate(terms);
    for (int i = 0; i < terms.size(); i++) {
      LossAndGradient expected = slow.get(i);
      double value = expected.value().item_double();
      assertThat(results.get(i).value().item_double())
          .isCloseTo(value, org.assertj.core.api.Assertions.within(1e-5 * value));
      if (terms.get(i).rows() > 0) {
        assertCloseRelative(
            "samples " + i, results.get(i).gradient(), expected.gradient(), rounding());
      }
    }
    assertCloseRelative("prototypes", gradient.sub(before), slowGradient.sub(before), rounding());
  }

  /** However the threads take turns. */
  @Test
  void gradientsAreTheSameBitForBit() {
    try (Scope scope = Scope.open()) {
      Tensor prototypes = prototypes();
      SoftmaxTargets views = teacher(8);
      List<Term> terms =
          List.of(term(32, SumOfViews.of(views, 4), 0.3), term(208, teacher(208), 1));
      List<float[]> runs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Tensor gradient = torch.zeros(PROTOTYPES, WIDTH);
        var results = new KernelLoss(prototypes, gradient).evaluate(terms);
        runs.add(
            Tensors.toFloats(
                Ops.cat(0, gradient, results.getFirst().gradient(), results.get(1).gradient())));
      }
      for (float[] run : runs) {
        assertThat(run).isEqualTo(runs.getFirst());
      }
    }
  }

  @Test
  void centredTargets() {
    try (Scope scope = Scope.open();
        Centering centering = new Centering(PROTOTYPES, ProcessGroup.single())) {
      Tensor center = Objects.requireNonNull(centering.state().get("center"));
      center.copy_(torch.randn(1, PROTOTYPES).mul(new Scalar(0.1)));
      Logits logits = new Logits(unit(20), prototypes());
      Targets targets = centering.targets(logits, TEMPERATURE);
      assertThat(targets).isInstanceOf(SoftmaxTargets.class);
      Tensor expected =
          Ops.softmax(logits.rows(0, 20).sub(center).div(new Scalar(TEMPERATURE)), -1);
      assertCloseRelative("targets", targets.rows(3, 9), expected.narrow(0, 3, 9), 1e-5);
    }
  }

  /** Against the same in double, written as loops: exponents of some 20 are 2e-6 apart in float. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 192, 200})
  void assignments(int rows) {
    try (Scope scope = Scope.open();
        SinkhornKnopp sinkhorn = new SinkhornKnopp(ProcessGroup.single())) {
      Logits logits = new Logits(unit(rows), prototypes());
      Targets targets = sinkhorn.targets(logits, TEMPERATURE);
      assertThat(targets).isInstanceOf(SoftmaxTargets.class);
      double[] q = assignment(Tensors.toFloats(logits.rows(0, rows)), rows);
      float[] expected = new float[q.length];
      for (int i = 0; i < q.length; i++) {
        expected[i] = (float) q[i];
      }
      assertCloseRelative(
          "targets", targets.rows(0, rows), Tensors.of(expected, rows, PROTOTYPES), 4e-6);
    }
  }

  /** Another process may have some. */
  @Test
  void assignmentsOfNothing() {
    try (Scope scope = Scope.open();
        SinkhornKnopp sinkhorn = new SinkhornKnopp(ProcessGroup.single())) {
      Targets targets = sinkhorn.targets(new Logits(unit(0), prototypes()), TEMPERATURE);
      assertThat(targets.rows(0, 0).numel()).isZero();
    }
  }

  private static double[] assignment(float[] logits, int rows) {
    double[] q = new double[logits.length];
    for (int i = 0; i < q.length; i++) {
      q[i] = Math.exp(logits[i] / TEMPERATURE);
    }
    for (int iteration = 0; iteration < 3; iteration++) {
      for (int k = 0; k < PROTOTYPES; k++) {
        scale(q, IntStream.iterate(k, i -> i < q.length, i -> i + PROTOTYPES).toArray());
      }
      for (int row = 0; row < rows; row++) {
        scale(q, IntStream.range(row * PROTOTYPES, (row + 1) * PROTOTYPES).toArray());
      }
    }
    return q;
  }

  /** Makes the sum of some numbers one. */
  private static void scale(double[] q, int[] places) {
    double sum = 0;
    for (int place : places) {
      sum += q[place];
    }
    for (int place : places) {
      q[place] /= sum;
    }
  }
}
