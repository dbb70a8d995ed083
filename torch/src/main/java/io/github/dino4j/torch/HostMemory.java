package io.github.dino4j.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The C library's heap, where tensors on the CPU live. */
public final class HostMemory {
  private static final Optional<MethodHandle> TRIM = find("malloc_trim", JAVA_INT, JAVA_LONG);
  private static final Optional<MethodHandle> GIVE_BACK = giveBack();

  /** Linux's number; its pages then read as zeros, which no other system promises. */
  private static final int MADV_DONTNEED = 4;

  /** Of all page sizes in use the largest: boundaries of it are boundaries of pages. */
  private static final long PAGE = 64 << 10;

  private HostMemory() {}

  private static Optional<MethodHandle> find(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(at -> linker.downcallHandle(at, FunctionDescriptor.of(result, arguments)));
  }

  private static Optional<MethodHandle> giveBack() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.contains("linux")
        ? find("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
        : Optional.empty();
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

  /**
   * Sets all values to zero, by giving the pages of a large tensor back to the system where that is
   * possible: it takes up memory again only as far as it is written.
   *
   * @param tensor contiguous
   */
  public static void zero(Tensor tensor) {
    long start = tensor.is_cpu() && tensor.numel() > 0 ? tensor.data_ptr().address() : 0;
    long end = start + tensor.nbytes();
    long first = Math.ceilDiv(start, PAGE) * PAGE;
    long last = end / PAGE * PAGE;
    if (start != 0 && first < last && isGivenBack(first, last - first)) {
      clear(start, first - start);
      clear(last, end - last);
    } else {
      tensor.zero_();
    }
  }

  private static boolean isGivenBack(long address, long bytes) {
    try {
      return GIVE_BACK.isPresent()
          && (int)
                  GIVE_BACK
                      .get()
                      .invokeExact(MemorySegment.ofAddress(address), bytes, MADV_DONTNEED)
              == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("madvise failed", e);
    }
  }

  private static void clear(long address, long bytes) {
    MemorySegment.ofAddress(address).reinterpret(bytes).fill((byte) 0);
  }
}
