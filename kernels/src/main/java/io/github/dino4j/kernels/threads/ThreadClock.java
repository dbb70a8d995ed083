package io.github.dino4j.kernels.threads;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Processor time of the calling thread, on Linux; asked for directly, Java's own way starts slowly.
 */
public final class ThreadClock {
  private static final int CLOCK_THREAD_CPUTIME_ID = 3;

  private static final @Nullable MethodHandle CLOCK_GETTIME =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
          ? Linker.nativeLinker()
              .downcallHandle(
                  Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                  FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS))
          : null;

  private ThreadClock() {}

  /** Whether {@link #nanos} tells anything here. */
  static boolean works() {
    return CLOCK_GETTIME != null;
  }

  /** Nanoseconds that the calling thread has run; 0 where the system does not say. */
  public static long nanos() {
    if (CLOCK_GETTIME == null) {
      return 0;
    }
    try (Arena local = Arena.ofConfined()) {
      MemorySegment time = local.allocate(16, 8); // struct timespec
      int status = (int) CLOCK_GETTIME.invokeExact(CLOCK_THREAD_CPUTIME_ID, time);
      return status == 0 ? time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8) : 0;
    } catch (Throwable e) {
      return 0;
    }
  }
}
