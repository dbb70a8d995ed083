package io.github.dino4j.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.DinoException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * Hands out zeroed native memory, packed one piece after the other, and frees all of it when its
 * arena closes. On Linux it maps large blocks and asks for 2 MiB pages before the first touch:
 * weights and activations are then a few dozen pages instead of ten thousand. For one thread.
 */
public final class NativeMemory {
  private static final long HUGE_PAGE = 2L << 20;
  private static final long BLOCK = 16 * HUGE_PAGE;
  private static final long ALIGNMENT = 64; // a cache line
  private static final boolean LINUX =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

  private final Arena arena;
  private long next;
  private long end;

  public NativeMemory(Arena arena) {
    this.arena = arena;
  }

  private long take(long bytes) {
    long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    if (rounded > end - next) {
      long size = Math.max(rounded, BLOCK);
      next = block(size);
      end = next + size;
    }
    long address = next;
    next += rounded;
    return address;
  }

  /** {@code bytes} zeroed bytes on a cache line of their own. */
  public MemorySegment segment(long bytes) {
    return MemorySegment.ofAddress(take(bytes)).reinterpret(bytes, arena, null);
  }

  /** A matrix of zeros without gaps. */
  public Matrix matrix(ElementType type, int rows, int columns) {
    return Matrix.dense(take((long) type.bytes() * rows * columns), type, rows, columns);
  }

  private long block(long size) {
    return LINUX ? mapped(size) : arena.allocate(size, ALIGNMENT).address();
  }

  /** Mapped with one page to spare, so that the block starts on a huge page's boundary. */
  private long mapped(long size) {
    long mappedBytes = size + HUGE_PAGE;
    long address = Pages.map(mappedBytes);
    if (address == -1) {
      throw new DinoException(
          "no memory for "
              + (size >> 20)
              + " MiB of weights or activations: use a smaller batch or model");
    }
    MemorySegment.ofAddress(address).reinterpret(arena, block -> Pages.unmap(address, mappedBytes));
    long start = (address + HUGE_PAGE - 1) & -HUGE_PAGE;
    Pages.askForHugePages(start, size);
    return start;
  }

  /** mmap and its kin. */
  private static final class Pages {
    private static final int READ_WRITE = 3; // PROT_READ | PROT_WRITE
    private static final int PRIVATE_ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private static final int HUGE = 14; // MADV_HUGEPAGE

    private static final Linker LINKER = Linker.nativeLinker();

    private static MemorySegment symbol(String name) {
      return LINKER.defaultLookup().findOrThrow(name);
    }

    static long map(long bytes) {
      var mmap =
          LINKER.downcallHandle(
              symbol("mmap"),
              FunctionDescriptor.of(
                  JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
      long[] address = new long[1];
      NativeCall.unchecked(() -> {
        address[0] =
            (long)
                mmap.invokeExact(MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
        return 0;
      });
      return address[0];
    }

    /** A wish: where the system has no huge pages the answer is no, and nothing changes. */
    static void askForHugePages(long address, long bytes) {
      var madvise =
          LINKER.downcallHandle(
              symbol("madvise"), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
      NativeCall.unchecked(() -> (int) madvise.invokeExact(address, bytes, HUGE));
    }

    static void unmap(long address, long bytes) {
      var munmap =
          LINKER.downcallHandle(
              symbol("munmap"), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
      NativeCall.unchecked(() -> (int) munmap.invokeExact(address, bytes));
    }
  }
}
