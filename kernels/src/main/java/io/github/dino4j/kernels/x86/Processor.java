package io.github.dino4j.kernels.x86;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.onednn.OneDnn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is computed with here: the one place that decides, for kernels, oneDNN and libtorch alike.
 * {@link InstructionSet#limit} lowers it, so that a processor runs as a smaller one.
 */
public final class Processor {
  private Processor() {}

  /**
   * The best that the processor has and the user allows.
   *
   * @throws DinoException if the user's limit names no instruction set
   */
  public static InstructionSet instructions() {
    var _ = InstructionSet.limit(); // an unknown word is refused before a library loads
    return OneDnn.instructions();
  }

  /**
   * Whether kernels on numbers of this type run here: the processor has what they are written for
   * and the system lets a program write code for itself.
   */
  public static boolean runs(ElementType type) {
    return objection(type).isEmpty();
  }

  /** Why kernels on numbers of this type do not run here, in words; empty where they do. */
  public static Optional<String> objection(ElementType type) {
    InstructionSet needed =
        switch (type) {
          case FP32 -> InstructionSet.AVX2;
          case BF16 -> InstructionSet.AVX512_BF16;
        };
    if (!instructions().has(needed)) {
      return Optional.of(
          "kernels in %s need %s".formatted(type.name().toLowerCase(Locale.ROOT), needed));
    }
    return Code.RUNS
        ? Optional.empty()
        : Optional.of("this system lets no program write code for itself");
  }

  /** What the processor calls itself; its architecture where it does not say. */
  public static String name() {
    Path facts = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.exists(facts) ? Files.lines(facts) : Stream.empty()) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException | UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Whether the processor multiplies bf16 numbers in tiles: it has AMX. */
  public static boolean hasTiles() {
    return instructions().has(InstructionSet.AMX);
  }

  /** Whether vectors are as wide as AVX-512 has them. */
  static boolean hasAvx512() {
    return instructions().has(InstructionSet.AVX512);
  }

  /** Whether products of bf16 numbers are computed by the processor, not emulated. */
  public static boolean bf16IsNative() {
    return instructions().has(InstructionSet.AVX512_BF16);
  }

  /** Asked once: the answer needs a page of code. */
  private static final class Code {
    static final boolean RUNS = isLinuxOnX86() && systemLetsCodeRun();

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
}
