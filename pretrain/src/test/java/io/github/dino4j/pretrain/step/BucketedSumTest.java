package io.github.dino4j.pretrain.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.pretrain.distributed.CheckedSums;
import io.github.dino4j.pretrain.distributed.Twice;
import io.github.dino4j.pretrain.optimizer.Gradients;
import io.github.dino4j.torch.Parameters;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Eight parameters of ten values, so four buckets of two; each adds itself to the sum so far. */
class BucketedSumTest {
  private static final int PARAMETERS = 8;
  private static final int UNUSED = 1;
  private static final int BUCKETS = 4;

  private final CheckedSums processes = new CheckedSums(Twice.INSTANCE);

  private static Parameters parameters() {
    Parameters parameters = new Parameters();
    for (int i = 0; i < PARAMETERS; i++) {
      var ignored = parameters.create("p" + i, 10);
    }
    return parameters;
  }

  /** {@code (((1 + p0) * 2 + p2) * 2 + ...)}: the gradient of p7 is 1 and comes first. */
  private static void backward(Parameters parameters) {
    Tensor x = Tensors.zeros(10);
    for (int i = 0; i < PARAMETERS; i++) {
      x = x.add(x);
      if (i != UNUSED) {
        x = x.add(parameters.named().values().stream().toList().get(i));
      }
    }
    x.sum().backward();
  }

  private static void assertGradients(Gradients gradients, int factor) {
    for (int i = 0; i < PARAMETERS; i++) {
      float expected = i == UNUSED ? 0 : factor * (1 << (PARAMETERS - 1 - i));
      assertThat(Tensors.toFloats(gradients.flat().narrow(0, 10L * i, 10))).containsOnly(expected);
    }
  }

  @Test
  void fullBucketsGoWhileBackwardRunsAndTheRestAfterIt() {
    try (Scope scope = Scope.open();
        Parameters parameters = parameters();
        Gradients gradients = new Gradients(parameters.named());
        BucketedSum sum = new BucketedSum(parameters.named(), gradients, processes)) {
      for (int step = 0; step < 2; step++) {
        gradients.zero();
        backward(parameters); // an earlier pass of the step
        assertThat(processes.begun()).isEqualTo(step * BUCKETS);
        sum.watch();
        backward(parameters);
        assertThat(processes.begun()).isEqualTo(step * BUCKETS + BUCKETS - 1);
        sum.begin();
        sum.await();
        assertThat(processes.begun()).isEqualTo((step + 1) * BUCKETS);
        assertGradients(gradients, 2 * 2); // passes times processes
      }
    }
  }

  @Test
  void gradientsThatComeTooLateAreNoSilentError() {
    try (Scope scope = Scope.open();
        Parameters parameters = parameters();
        Gradients gradients = new Gradients(parameters.named());
        BucketedSum sum = new BucketedSum(parameters.named(), gradients, Twice.INSTANCE)) {
      sum.watch();
      backward(parameters);
      backward(parameters);
      sum.begin();
      assertThatThrownBy(sum::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a gradient came after its bucket had gone");
    }
  }
}
