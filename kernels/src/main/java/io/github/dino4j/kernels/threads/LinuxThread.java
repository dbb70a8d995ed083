package io.github.dino4j.kernels.threads;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.Linker.Option;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the calling thread may ask of Linux without privileges; elsewhere nothing happens. */
final class LinuxThread {
  /** Numbers of the calls that read and write a thread's scheduling. */
  private record Numbers(long getAttributes, long setAttributes) {}

  private static final Map<String, Numbers> NUMBERS =
      Map.of("amd64", new Numbers(315, 314), "aarch64", new Numbers(275, 274));

  private static final long MASK_BYTES = 128;
  private static final long ATTRIBUTES_BYTES = 48; // struct sched_attr, first version
  private static final long POLICY = 4;
  private static final long RUNTIME = 24;
  private static final int SCHED_OTHER = 0;

  private static final boolean LINUX =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

  private LinuxThread() {}

  /** The cores that the thread may run on; none where the system does not say. */
  static BitSet cores() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES);
      return LINUX && Calls.affinity("sched_getaffinity", mask) == 0
          ? BitSet.valueOf(mask.toArray(ValueLayout.JAVA_BYTE))
          : new BitSet();
    }
  }

  /** Keeps the thread on {@code cores}. */
  static void stayOn(BitSet cores) {
    byte[] bytes = cores.toByteArray();
    if (!LINUX || bytes.length > MASK_BYTES) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES);
      MemorySegment.copy(bytes, 0, mask, ValueLayout.JAVA_BYTE, 0, bytes.length);
      Calls.affinity("sched_setaffinity", mask);
    }
  }

  /**
   * Asks for turns of {@code nanos}, which Linux grants to ordinary threads since 6.12. The
   * thread's share of the core stays the same, but it gets the core sooner when it wakes up.
   */
  static void askForTurnsOf(long nanos) {
    Numbers numbers = NUMBERS.get(System.getProperty("os.arch"));
    if (!LINUX || numbers == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
      long size = ATTRIBUTES_BYTES;
      if (Calls.system(numbers.getAttributes(), attributes, size) == 0
          && attributes.get(JAVA_INT, POLICY) == SCHED_OTHER) {
        attributes.set(JAVA_LONG, RUNTIME, nanos);
        Calls.system(numbers.setAttributes(), attributes, 0);
      }
    }
  }

  /** Loaded by the first call, because a start without other processes has no use for it. */
  private static final class Calls {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final @Nullable MethodHandle SYSTEM =
        handle(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Option.firstVariadicArg(1));

    /** 0 if it worked. */
    static int affinity(String name, MemorySegment mask) {
      MethodHandle call =
          handle(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
      if (call == null) {
        return -1;
      }
      try {
        return (int) call.invokeExact(0, MASK_BYTES, mask);
      } catch (Throwable e) {
        return -1;
      }
    }

    /** {@code syscall(number, this thread, attributes, size, 0)}; 0 if it worked. */
    static long system(long number, MemorySegment attributes, long size) {
      if (SYSTEM == null) {
        return -1;
      }
      try {
        return (long) SYSTEM.invokeExact(number, 0L, attributes, size, 0L);
      } catch (Throwable e) {
        return -1;
      }
    }

    private static @Nullable MethodHandle handle(
        String name, FunctionDescriptor descriptor, Option... options) {
      return LINKER
          .defaultLookup()
          .find(name)
          .map(symbol -> LINKER.downcallHandle(symbol, descriptor, options))
          .orElse(null);
    }
  }
}
