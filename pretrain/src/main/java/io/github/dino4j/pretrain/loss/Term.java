package io.github.dino4j.pretrain.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A part of the objective: the sum over samples of {@code weight * crossEntropy(target,
 * softmax(logit / 0.1))}.
 *
 * @param samples of the student, {@code [rows, bottleneck]}, detached
 * @param targets of the teacher, row by row
 * @param weights {@code [rows]}
 */
public record Term(Tensor samples, Targets targets, Tensor weights) {
  /** Number of samples. */
  public long rows() {
    return samples.size(0);
  }
}
