package io.github.dino4j.pretrain.logits;

import org.bytedeco.pytorch.Tensor;

/** What the teacher assigns samples to: probabilities over K prototypes, read in parts. */
public interface Targets {
  /** Some rows, {@code [count, K]} in float32; the caller may write into none of them. */
  Tensor rows(long first, long count);
}
