package io.github.dino4j.kernels.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.x86.Interleaving;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Numbers that a kernel reads, at {@code address} for as long as the arena lives: those of {@link
 * Interleaving}, then others.
 */
record AttentionConstants(long address) {
  /**
   * What the logits of the last vector of keys start from: zero, and very little where no key is.
   */
  static final int LAST_LOGITS = 128;

  static final int LOWEST = 192;
  static final int ONE = 196;
  static final int LOG2_E = 200;

  private static final int BYTES = 204;
  private static final float VERY_LITTLE = -Float.MAX_VALUE / 2;

  static AttentionConstants allocate(Arena arena, AttentionShape shape) {
    MemorySegment memory = arena.allocate(BYTES, Tile.VECTOR);
    Interleaving.write(memory);
    int lastKeys = shape.keys() - Tile.LANES * (shape.keyVectors() - 1);
    for (int i = lastKeys; i < Tile.LANES; i++) {
      memory.set(JAVA_FLOAT, LAST_LOGITS + 4L * i, VERY_LITTLE);
    }
    memory.set(JAVA_FLOAT, LOWEST, -Float.MAX_VALUE);
    memory.set(JAVA_FLOAT, ONE, 1);
    memory.set(JAVA_FLOAT, LOG2_E, (float) (1 / Math.log(2)));
    return new AttentionConstants(memory.address());
  }
}
