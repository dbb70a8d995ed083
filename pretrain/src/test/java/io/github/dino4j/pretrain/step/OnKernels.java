package io.github.dino4j.pretrain.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.pretrain.loss.DinoHead;
import io.github.dino4j.pretrain.loss.LossKernels;
import io.github.dino4j.torch.Computation.Engine;
import io.github.dino4j.torch.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** For tests that are worth nothing where no kernel of our own runs. */
final class OnKernels {
  private OnKernels() {}

  /** Skips the test on a processor without kernels of this type. */
  static void assume(ElementType type) {
    assumeTrue(Processor.runs(type), "this processor runs no kernels in " + type);
  }

  /** The override with which a run computes in this type. */
  static String precision(ElementType type) {
    return switch (type) {
      case FP32 -> "compute.precision=fp32";
      case BF16 -> "compute.precision=bf16";
    };
  }

  /** Fails where blocks, targets or losses of such a run do not go through kernels. */
  static void check(TrainingStep training, ElementType type) {
    assertThat(training.computation().engine()).as("blocks").isEqualTo(Engine.KERNELS);
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      for (Network network : new Network[] {training.student(), training.average()}) {
        for (DinoHead head : network.heads().values()) {
          assertThat(LossKernels.run(head.prototypes(stored(type))))
              .as("losses run on kernels")
              .isTrue();
        }
      }
    }
  }

  private static ScalarType stored(ElementType type) {
    return type == ElementType.FP32 ? ScalarType.Float : ScalarType.BFloat16;
  }
}
