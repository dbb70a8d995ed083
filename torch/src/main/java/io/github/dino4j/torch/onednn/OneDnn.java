package io.github.dino4j.torch.onednn;

/** The library as a whole. */
public final class OneDnn {
  private static final int AVX512_BF16 = 0xe7;
  private static final int AMX = 0xfef;

  private OneDnn() {}

  /** What oneDNN uses of this processor, in words: {@code AVX512-BF16}. */
  public static String instructions() {
    int isa = isa();
    if (has(isa, AMX)) {
      return "AMX";
    }
    if (has(isa, AVX512_BF16)) {
      return "AVX512-BF16";
    }
    if (has(isa, 0x27)) {
      return "AVX512";
    }
    return has(isa, 0x7) ? "AVX2" : "baseline";
  }

  /** Whether products of bf16 numbers are computed by the processor, not emulated. */
  public static boolean bf16IsNative() {
    return has(isa(), AVX512_BF16) || has(isa(), AMX);
  }

  /**
   * From now on operations that the calling thread creates or runs use that thread alone. Call it
   * once at the start of each thread that computes.
   */
  public static void useOneThread() {
    DnnlLibrary.useOneThread();
  }

  private static int isa() {
    return Dnnl.unchecked(() -> (int) Dnnl.EFFECTIVE_ISA.invokeExact());
  }

  private static boolean has(int isa, int wanted) {
    return (isa & wanted) == wanted;
  }
}
