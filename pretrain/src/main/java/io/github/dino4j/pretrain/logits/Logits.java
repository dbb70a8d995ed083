package io.github.dino4j.pretrain.logits;

import static io.github.dino4j.torch.Ops.linear;
import static io.github.dino4j.torch.Ops.to;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Logits of samples against K prototypes, {@code [rows, K]}, computed in parts: with 65,536
 * prototypes the whole would be the largest tensor of a step.
 *
 * @param samples {@code [rows, bottleneck]}, normalised
 * @param prototypes {@code [K, bottleneck]}, in the type to compute in
 */
public record Logits(Tensor samples, Tensor prototypes) {
  /** By which the student's logits are divided before the softmax. */
  public static final double STUDENT_TEMPERATURE = 0.1;

  public long rows() {
    return samples.size(0);
  }

  public long count() {
    return prototypes.size(0);
  }

  /** Some rows, {@code [count, K]} in float32. */
  public Tensor rows(long first, long count) {
    return of(samples.narrow(0, first, count));
  }

  /** The mean over the rows, {@code [1, K]}: logits are linear, so it is the mean's logit. */
  public Tensor mean() {
    return of(samples.mean(new long[] {0}, true, new org.bytedeco.pytorch.ScalarTypeOptional()));
  }

  private Tensor of(Tensor some) {
    Tensor logits = linear(to(some, prototypes.scalar_type()), prototypes, null);
    return to(logits, ScalarType.Float);
  }
}
