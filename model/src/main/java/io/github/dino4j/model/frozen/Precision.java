package io.github.dino4j.model.frozen;

import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.x86.Processor;

/** Of weights and of what flows between layers; sums, norms and the residual stream are fp32. */
public enum Precision {
  FP32(ElementType.FP32),
  BF16(ElementType.BF16);

  final ElementType type;

  Precision(ElementType type) {
    this.type = type;
  }

  /** bf16 where this processor computes it natively, else fp32. */
  public static Precision auto() {
    return Processor.bf16IsNative() ? BF16 : FP32;
  }
}
