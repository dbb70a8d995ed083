package io.github.dino4j.torch.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Numbers that a kernel reads, at {@code address} for as long as the arena lives: those of {@link
 * Interleaving}, then others.
 */
record AttentionConstants(long address) {
  /** What the scores of the last 16 keys start from: zero, and very little where no key is. */
  static final int LAST_SCORES = 128;

  static final int LOWEST = 192;
  static final int ONE = 196;
  static final int LOG2_E = 200;

  /** Coefficients of {@link #POWER_OF_TWO}, the highest power first. */
  static final int POWER = 204;

  /**
   * 2^x from 0 to 1, fitted for the smallest relative error: at most 7.5e-5, a twenty-sixth of what
   * rounding to bf16 adds.
   */
  static final float[] POWER_OF_TWO = {0.07802452f, 0.22606716f, 0.69583354f, 0.99992522f};

  private static final float VERY_LITTLE = -Float.MAX_VALUE / 2;

  static AttentionConstants allocate(Arena arena, AttentionShape shape) {
    MemorySegment memory = arena.allocate(POWER + 4L * POWER_OF_TWO.length, Tile.VECTOR);
    Interleaving.write(memory);
    int lastKeys = shape.keys() - 16 * (shape.keyVectors() - 1);
    for (int i = lastKeys; i < 16; i++) {
      memory.set(JAVA_FLOAT, LAST_SCORES + 4L * i, VERY_LITTLE);
    }
    memory.set(JAVA_FLOAT, LOWEST, -Float.MAX_VALUE);
    memory.set(JAVA_FLOAT, ONE, 1);
    memory.set(JAVA_FLOAT, LOG2_E, (float) (1 / Math.log(2)));
    MemorySegment.copy(POWER_OF_TWO, 0, memory, JAVA_FLOAT, POWER, POWER_OF_TWO.length);
    return new AttentionConstants(memory.address());
  }
}
