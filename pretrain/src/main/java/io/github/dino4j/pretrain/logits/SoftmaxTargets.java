package io.github.dino4j.pretrain.logits;

import io.github.dino4j.pretrain.loss.KernelLoss;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The softmax of the teacher's logits, where each prototype has an offset: {@code 2^(factor * logit
 * + offset)} over its sum. That is what centring comes to, and assignments of Sinkhorn and Knopp,
 * the last of whose steps divides the rows by their sums. {@link KernelLoss} makes it anew from the
 * logits, chunk by chunk.
 *
 * @param offsets {@code [K]} in float32
 */
public record SoftmaxTargets(Logits logits, double factor, Tensor offsets) implements Targets {
  public static final double LOG2_E = 1 / Math.log(2);

  @Override
  public Tensor rows(long first, long count) {
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor exponents = logits.rows(first, count).mul_(new Scalar(factor)).add_(offsets);
      return scope.hand(Ops.softmax(exponents.div_(new Scalar(LOG2_E)), -1));
    }
  }
}
