package io.github.dino4j.kernels.onednn;

import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.NativeCall;

/** The library as a whole. */
public final class OneDnn {
  private OneDnn() {}

  /** What oneDNN uses of this processor: never more than {@link InstructionSet#limit}. */
  public static InstructionSet instructions() {
    return InstructionSet.ofCode(
        NativeCall.unchecked(() -> (int) Dnnl.EFFECTIVE_ISA.invokeExact()));
  }

  /**
   * From now on operations that the calling thread creates or runs use that thread alone. Call it
   * once at the start of each thread that computes.
   */
  public static void useOneThread() {
    DnnlLibrary.useOneThread();
  }
}
