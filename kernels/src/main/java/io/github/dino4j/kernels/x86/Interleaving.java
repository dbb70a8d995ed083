package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VPERMI2W;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Puts the 16-bit numbers of two vectors side by side in pairs: their first halves to one vector,
 * their second halves to another.
 *
 * @param indices of two vectors, which hold what {@link #load} loads
 */
public record Interleaving(Assembler asm, int indices) {
  /** Of a vector: there are no kernels in bf16 for narrower ones. */
  private static final int BYTES = VectorWidth.ZMM.bytes();

  /** What the code reads, for as long as {@code arena} lives. */
  public static long constants(Arena arena) {
    MemorySegment memory = arena.allocate(2 * BYTES, BYTES);
    write(memory);
    return memory.address();
  }

  /** Writes the constants to the start of {@code memory}. */
  public static void write(MemorySegment memory) {
    for (int i = 0; i < 32; i++) {
      int either = i % 2 * 32 + i / 2;
      memory.set(JAVA_SHORT, 2L * i, (short) either);
      memory.set(JAVA_SHORT, BYTES + 2L * i, (short) (either + 16));
    }
  }

  public void load(Register constants) {
    asm.load(indices, at(constants));
    asm.load(indices + 1, at(constants, BYTES));
  }

  /** Pairs to the vectors {@code target} and {@code target + 1}. */
  public void apply(int target, int left, int right) {
    firstHalves(target, left, right);
    secondHalves(target + 1, left, right);
  }

  /** The first 16 pairs. */
  public void firstHalves(int target, int left, int right) {
    half(0, target, left, right);
  }

  /** The last 16 pairs. */
  void secondHalves(int target, int left, int right) {
    half(1, target, left, right);
  }

  private void half(int half, int target, int left, int right) {
    asm.copy(target, indices + half);
    asm.apply(VPERMI2W, target, left, right);
  }
}
