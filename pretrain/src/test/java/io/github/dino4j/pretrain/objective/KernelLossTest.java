package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.pretrain.Closeness.assertCloseRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.pretrain.distributed.Processes;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and targets by kernels against the way that all other processors take. */
class KernelLossTest {
  private static final int PROTOTYPES = 1280;
  private static final int WIDTH = 128;
  private static final double TEMPERATURE = 0.05;

  /** Of the score gradients, rounded to bf16 on both ways, and of bf16 products on the other. */
  private static final double ROUNDING = 0.01;

  @BeforeEach
  void onFittingProcessors() {
    try (Scope scope = Scope.open()) {
      assumeTrue(ScoreKernels.suit(prototypes()), "kernels do not run here");
      torch.manual_seed(7);
    }
  }

  private static Tensor prototypes() {
    return unit(PROTOTYPES).to(ScalarType.BFloat16);
  }

  private static Tensor unit(long rows) {
    return Ops.normalize(torch.randn(rows, WIDTH), -1, 1e-12);
  }

  private static SoftmaxTargets teacher(long rows) {
    Tensor offsets = torch.randn(PROTOTYPES);
    return new SoftmaxTargets(
        new Scores(unit(rows), prototypes()), SoftmaxTargets.LOG2_E / TEMPERATURE, offsets);
  }

  private static Targets asTheyAre(Targets targets) {
    return targets::rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 191, 193, 300, 500})
  void aRowForEachTarget(int rows) {
    try (Scope scope = Scope.open()) {
      check(List.of(part(rows, teacher(rows), 0.7)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 4", "4, 8", "5, 50", "97, 2", "150, 3"})
  void localCrops(int images, int crops) {
    try (Scope scope = Scope.open()) {
      Targets views = teacher(2L * images);
      check(List.of(part(images * crops, views.sumOfViews(images), 1)));
    }
  }

  @Test
  void allTermsAtOnce() {
    try (Scope scope = Scope.open()) {
      SoftmaxTargets views = teacher(8);
      check(
          List.of(
              part(32, views.sumOfViews(4), 0.3),
              part(8, views, 0.6),
              part(0, teacher(0), 1),
              part(150, teacher(150), 1)));
    }
  }

  private static KernelLoss.Part part(int rows, Targets targets, double scale) {
    Term term = new Term(unit(rows), targets, torch.rand(rows));
    return new KernelLoss.Part(term, scale);
  }

  private static void check(List<KernelLoss.Part> parts) {
    Tensor prototypes = prototypes();
    Tensor before = torch.randn(PROTOTYPES, WIDTH);
    PrototypeLoss slow = new PrototypeLoss(prototypes, before.clone());
    Tensor gradient = before.clone();
    var results = new KernelLoss(prototypes, gradient).add(parts);
    for (int i = 0; i < parts.size(); i++) {
      Term term = parts.get(i).term();
      Term same = new Term(term.samples(), asTheyAre(term.targets()), term.weights());
      PrototypeLoss.Result expected = slow.add(same, parts.get(i).scale());
      double value = expected.value().item_double();
      assertThat(results.get(i).value().item_double())
          .isCloseTo(value, org.assertj.core.api.Assertions.within(1e-5 * value));
      if (term.rows() > 0) {
        assertCloseRelative(
            "samples " + i, results.get(i).gradient(), expected.gradient(), ROUNDING);
      }
    }
    assertCloseRelative("prototypes", gradient.sub(before), slow.gradient().sub(before), ROUNDING);
  }

  /** However the threads take turns. */
  @Test
  void gradientsAreTheSameBitForBit() {
    try (Scope scope = Scope.open()) {
      Tensor prototypes = prototypes();
      SoftmaxTargets views = teacher(8);
      List<KernelLoss.Part> parts =
          List.of(part(32, views.sumOfViews(4), 0.3), part(208, teacher(208), 1));
      List<float[]> runs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Tensor gradient = torch.zeros(PROTOTYPES, WIDTH);
        var results = new KernelLoss(prototypes, gradient).add(parts);
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
        Centering centering = new Centering(PROTOTYPES, Processes.single())) {
      centering.center().copy_(torch.randn(1, PROTOTYPES).mul(new Scalar(0.1)));
      Scores scores = new Scores(unit(20), prototypes());
      Targets targets = centering.targets(scores, TEMPERATURE);
      assertThat(targets).isInstanceOf(SoftmaxTargets.class);
      Tensor expected =
          Ops.softmax(scores.rows(0, 20).sub(centering.center()).div(new Scalar(TEMPERATURE)), -1);
      assertCloseRelative("targets", targets.rows(3, 9), expected.narrow(0, 3, 9), 1e-5);
    }
  }
}
