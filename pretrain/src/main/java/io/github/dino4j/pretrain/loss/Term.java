package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.logits.Targets;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross-entropies of samples of the student with targets of the teacher: the sum over samples of
 * {@code weight * crossEntropy(target, softmax(logit / 0.1))}.
 *
 * @param samples of the student, {@code [rows, bottleneck]}, detached
 * @param targets of the teacher, row by row
 * @param weights {@code [rows]}
 * @param scale of the gradients; the value is without it
 */
public record Term(Tensor samples, Targets targets, Tensor weights, double scale) {
  /** The same with a scale of its gradients. */
  public Term scaledBy(double factor) {
    return new Term(samples, targets, weights, scale * factor);
  }

  /** Number of samples. */
  public long rows() {
    return samples.size(0);
  }
}
