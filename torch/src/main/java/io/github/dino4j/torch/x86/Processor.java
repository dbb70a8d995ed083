package io.github.dino4j.torch.x86;

import io.github.dino4j.torch.onednn.OneDnn;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Where kernels run. */
public final class Processor {
  private static final boolean RUNS_KERNELS = isFitting() && systemLetsCodeRun();

  private Processor() {}

  /**
   * Whether kernels run here and are the fastest way: the processor multiplies bf16 numbers with
   * AVX-512, has no AMX, which oneDNN uses better, and the system lets a program write code for
   * itself.
   */
  public static boolean runsKernels() {
    return RUNS_KERNELS;
  }

  private static boolean isFitting() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
        && System.getProperty("os.arch").equals("amd64")
        && OneDnn.instructions().equals("AVX512-BF16");
  }

  private static boolean systemLetsCodeRun() {
    try (Arena arena = Arena.ofConfined()) {
      Assembler nothing = new Assembler();
      nothing.exit();
      return MachineCode.attempt(nothing.code(), arena).isPresent();
    }
  }
}
