package io.github.dino4j.torch.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Constants for code to read. */
final class Vectors {
  private Vectors() {}

  /** The address of one vector for each value, that value 16 times, as long as the arena lives. */
  static long of(Arena arena, float... values) {
    MemorySegment memory = arena.allocate((long) Tile.VECTOR * values.length, Tile.VECTOR);
    for (int i = 0; i < 16 * values.length; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, values[i / 16]);
    }
    return memory.address();
  }
}
