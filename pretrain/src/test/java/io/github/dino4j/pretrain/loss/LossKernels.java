package io.github.dino4j.pretrain.loss;

import io.github.dino4j.pretrain.logits.LogitKernels;
import org.bytedeco.pytorch.Tensor;

/** Lets tests of other packages see which way targets and losses go. */
public final class LossKernels {
  private LossKernels() {}

  /** Whether targets and losses of these prototypes are computed by kernels of our own. */
  public static boolean run(Tensor prototypes) {
    return LogitKernels.suit(prototypes);
  }
}
