package io.github.dino4j.kernels.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * An operation with its arguments. For one thread at a time. Setting and running allocate nothing.
 */
public final class Call {
  /** {@code dnnl_exec_arg_t}: an int, padding, a handle. */
  private static final long ENTRY_BYTES = 16;

  private final long primitive;
  private final long stream;
  private final long entries;
  private final int count;
  private final Map<Argument, Long> memories = new EnumMap<>(Argument.class);
  private final Map<Argument, Layout> layouts;

  Call(Arena arena, long primitive, Map<Argument, Layout> layouts) {
    this.primitive = primitive;
    this.layouts = layouts;
    stream =
        Dnnl.create(
            arena,
            "open a stream",
            handle -> (int) Dnnl.STREAM_CREATE.invokeExact(handle, Dnnl.ENGINE, 1),
            Dnnl.STREAM_DESTROY);
    count = layouts.size();
    MemorySegment list = arena.allocate(ENTRY_BYTES * count, 8);
    entries = list.address();
    long at = 0;
    for (var argument : layouts.entrySet()) {
      long memory = memory(arena, argument.getValue());
      memories.put(argument.getKey(), memory);
      list.set(JAVA_INT, at, argument.getKey().code);
      list.set(JAVA_LONG, at + 8, memory);
      at += ENTRY_BYTES;
    }
  }

  private static long memory(Arena arena, Layout layout) {
    return Dnnl.create(
        arena,
        "describe memory",
        handle -> (int) Dnnl.MEMORY_CREATE.invokeExact(handle, layout.handle, Dnnl.ENGINE, 0L),
        Dnnl.MEMORY_DESTROY);
  }

  /** Where an argument lies from the next run on; arguments the operation lacks are ignored. */
  public Call set(Argument argument, Matrix matrix) {
    assert admits(argument, matrix);
    return set(argument, matrix.address());
  }

  /** The same for what lies as the operation chose. */
  public Call set(Argument argument, MemorySegment memory) {
    assert admits(argument, memory);
    return set(argument, memory.address());
  }

  /** Rows and columns may change places: matrices may be transposed. */
  private boolean admits(Argument argument, Matrix matrix) {
    Layout layout = layouts.get(argument);
    if (layout != null && layout.count() != (long) matrix.rows() * matrix.columns()) {
      throw new AssertionError(
          "%s is %s, the operation was made for %s"
              .formatted(argument, matrix, Arrays.toString(layout.dims())));
    }
    return true;
  }

  private boolean admits(Argument argument, MemorySegment memory) {
    Layout layout = layouts.get(argument);
    if (layout != null && layout.bytes() > memory.byteSize()) {
      throw new AssertionError(
          "%s has %d bytes, the operation needs %d"
              .formatted(argument, memory.byteSize(), layout.bytes()));
    }
    return true;
  }

  private Call set(Argument argument, long address) {
    Long known = memories.get(argument);
    if (known != null) {
      long memory = known;
      int status;
      try {
        status = (int) Dnnl.MEMORY_SET.invokeExact(memory, address);
      } catch (Throwable e) {
        throw new DinoException("oneDNN failed: " + e.getMessage(), e);
      }
      if (status != 0) {
        throw new DinoException("oneDNN refuses the address of " + argument);
      }
    }
    return this;
  }

  /** Runs on the calling thread and returns when done. */
  public void run() {
    int status;
    try {
      status = (int) Dnnl.EXECUTE.invokeExact(primitive, stream, count, entries);
    } catch (Throwable e) {
      throw new DinoException("oneDNN failed: " + e.getMessage(), e);
    }
    if (status != 0) {
      throw new DinoException("oneDNN failed while running: status " + status);
    }
  }
}
