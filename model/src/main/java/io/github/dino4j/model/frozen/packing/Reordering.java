package io.github.dino4j.model.frozen.packing;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.onednn.Argument;
import io.github.dino4j.kernels.onednn.Layout;
import io.github.dino4j.kernels.onednn.Operation;
import io.github.dino4j.kernels.onednn.Operations;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Fp32 values on their way to other layouts.
 *
 * @param arena owns them, and what reordering needs
 */
record Reordering(MemorySegment source, NativeMemory memory, Arena arena) {
  static Reordering of(float[] values, Arena arena) {
    NativeMemory memory = new NativeMemory(arena);
    MemorySegment source = memory.segment(4L * values.length);
    MemorySegment.copy(values, 0, source, JAVA_FLOAT, 0, values.length);
    return new Reordering(source, memory, arena);
  }

  /** From {@code offset} bytes after the first value on to {@code target}, on this thread. */
  void run(long offset, Layout from, MemorySegment target, Layout to) {
    Operation reorder = Operations.reorder(arena, from, to);
    reorder
        .call(arena)
        .set(Argument.SOURCE, source.asSlice(offset))
        .set(Argument.TARGET, target)
        .set(Argument.SCRATCH, memory.segment(reorder.scratchBytes()))
        .run();
  }
}
