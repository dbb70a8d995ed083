package io.github.dino4j.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.HashMap;
import java.util.Map;

/**
 * Variables that native libraries read as they load. What the user set himself stays. Windows has
 * no such call: its OpenMP runtime waits passively by default, and libtorch uses all that the
 * processor has.
 */
final class NativeEnvironment {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "OMP_WAIT_POLICY", "passive",
          "GOMP_SPINCOUNT", "1000",
          "KMP_BLOCKTIME", "0",
          "TORCH_CPP_LOG_LEVEL", "FATAL",
          "TORCH_NCCL_BLOCKING_WAIT", "1");

  private NativeEnvironment() {}

  /** Call before libtorch's libraries load. */
  static void prepare() {
    Map<String, String> variables = new HashMap<>(ALWAYS);
    if (InstructionSet.limit().isPresent()) {
      variables.putAll(limits(Processor.instructions()));
    }
    variables.forEach(NativeEnvironment::setIfAbsent);
  }

  /**
   * How libtorch's own kernels, its copy of oneDNN and OpenBLAS are told what to use at most. They
   * believe it unseen, so {@code level} must be one that the processor has.
   */
  private static Map<String, String> limits(InstructionSet level) {
    String oneDnn = level.oneDnnName();
    return switch (level) {
      case BASELINE -> limits(oneDnn, "default", "Nehalem");
      case AVX2 -> limits(oneDnn, "avx2", "Haswell");
      case AVX512 -> limits(oneDnn, "avx512", "SkylakeX");
      case AVX512_BF16 -> limits(oneDnn, "avx512", "Cooperlake");
      case AMX -> limits(oneDnn, "avx512", "SapphireRapids");
    };
  }

  private static Map<String, String> limits(String oneDnn, String torch, String openBlas) {
    return Map.of(
        "ONEDNN_MAX_CPU_ISA", oneDnn,
        "ATEN_CPU_CAPABILITY", torch,
        "OPENBLAS_CORETYPE", openBlas);
  }

  private static void setIfAbsent(String name, String value) {
    Linker linker = Linker.nativeLinker();
    var setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) {
      return;
    }
    var descriptor = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      int ignored =
          (int)
              linker
                  .downcallHandle(setenv.get(), descriptor)
                  .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable e) {
      throw new IllegalStateException("setenv failed for " + name, e);
    }
  }
}
