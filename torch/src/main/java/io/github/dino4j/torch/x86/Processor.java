package io.github.dino4j.torch.x86;

import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.onednn.OneDnn;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Where kernels run. */
public final class Processor {
  private static final String INSTRUCTIONS = OneDnn.instructions();
  private static final boolean RUNS_CODE = isLinuxOnX86() && systemLetsCodeRun();

  private Processor() {}

  /**
   * Whether kernels on numbers of this type run here: the processor has AVX-512, for bf16 with
   * products of such numbers, and the system lets a program write code for itself.
   */
  public static boolean runs(ElementType type) {
    return RUNS_CODE
        && switch (INSTRUCTIONS) {
          case "AMX", "AVX512-BF16" -> true;
          case "AVX512", "AVX2" -> type == ElementType.FP32;
          default -> false;
        };
  }

  /** Whether the processor multiplies bf16 numbers in tiles: it has AMX. */
  public static boolean hasTiles() {
    return INSTRUCTIONS.equals("AMX");
  }

  /** Whether vectors are as wide as AVX-512 has them. */
  static boolean hasAvx512() {
    return INSTRUCTIONS.startsWith("AVX512") || hasTiles();
  }

  private static boolean isLinuxOnX86() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  private static boolean systemLetsCodeRun() {
    try (Arena arena = Arena.ofConfined()) {
      Assembler nothing = new Assembler(VectorWidth.YMM);
      nothing.exit();
      return MachineCode.attempt(nothing.code(), arena).isPresent();
    }
  }
}
