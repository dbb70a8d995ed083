package io.github.dino4j.kernels.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.DinoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/**
 * An operation with its arguments. For one thread at a time. Arguments are addresses: setting and
 * running allocate nothing.
 */
public final class Call {
  /** {@code dnnl_exec_arg_t}: an int, padding, a handle. */
  private static final long ENTRY_BYTES = 16;

  private final long primitive;
  private final long stream;
  private final long entries;
  private final int count;
  private final Map<Argument, Long> memories = new EnumMap<>(Argument.class);

  Call(Arena arena, long primitive, Map<Argument, Layout> layouts) {
    this.primitive = primitive;
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
  public Call set(Argument argument, long address) {
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
