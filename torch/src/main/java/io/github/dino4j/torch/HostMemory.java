package io.github.dino4j.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The C library's heap, where tensors on the CPU live. */
public final class HostMemory {
  private static final Optional<MethodHandle> TRIM = find();

  private HostMemory() {}

  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("malloc_trim")
        .map(at -> linker.downcallHandle(at, FunctionDescriptor.of(JAVA_INT, JAVA_LONG)));
  }

  /**
   * Gives freed memory back to the system, where the C library can: it otherwise stays with the
   * process, in pieces that the next large tensors may not fit into. Costs milliseconds.
   */
  public static void trim() {
    TRIM.ifPresent(HostMemory::trim);
  }

  private static void trim(MethodHandle handle) {
    try {
      int ignored = (int) handle.invokeExact(0L);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim failed", e);
    }
  }
}
