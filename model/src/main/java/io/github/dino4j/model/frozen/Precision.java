package io.github.dino4j.model.frozen;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.x86.Processor;

/** Of weights and of what flows between layers; sums, norms and the residual stream are fp32. */
public enum Precision {
  FP32(ElementType.FP32),
  BF16(ElementType.BF16);

  private final ElementType type;

  Precision(ElementType type) {
    this.type = type;
  }

  /** bf16 where this processor computes it natively, else fp32. */
  public static Precision auto() {
    return Processor.bf16IsNative() ? BF16 : FP32;
  }

  /** Of numbers in memory. */
  public ElementType type() {
    return type;
  }

  /**
   * Whether it is computed here: fp32 always, bf16 from AVX-512 on, where oneDNN emulates what the
   * processor lacks. Below, oneDNN has no bf16; emulating it ourselves would be slower than fp32
   * and less exact.
   */
  public boolean runs() {
    return this == FP32 || Processor.instructions().has(InstructionSet.AVX512);
  }

  /**
   * @throws DinoException in one line, unless it {@link #runs}
   */
  public void require() {
    if (!runs()) {
      throw new DinoException(
          "bf16 needs a processor with %s and this one is used with %s: compute in fp32, which auto chooses here"
              .formatted(InstructionSet.AVX512, Processor.instructions()));
    }
  }
}
