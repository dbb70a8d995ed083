package io.github.dino4j.pretrain.loss;

import org.bytedeco.pytorch.Tensor;

/** What the teacher assigns samples to: probabilities over K prototypes, read in parts. */
public interface Targets {
  /** Some rows, {@code [count, K]} in float32; the caller may write into none of them. */
  Tensor rows(long first, long count);

  /**
   * Where these are the targets of two views of some images: what local crops, ordered by crop,
   * then image, must predict, the sum of both.
   */
  default Targets sumOfViews(long images) {
    return SumOfViews.of(this, images);
  }
}
