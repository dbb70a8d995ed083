package io.github.dino4j.kernels.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Constants for code to read. */
public final class Vectors {
  private Vectors() {}

  /** The address of one vector for each value, in all places, as long as the arena lives. */
  public static long of(Arena arena, float... values) {
    MemorySegment memory = arena.allocate((long) Tile.VECTOR * values.length, Tile.VECTOR);
    for (int i = 0; i < Tile.LANES * values.length; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, values[i / Tile.LANES]);
    }
    return memory.address();
  }
}
