package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Instruction.VPERM2F128;
import static io.github.dino4j.kernels.x86.Instruction.VSHUFF32X4;
import static io.github.dino4j.kernels.x86.Instruction.VSHUFPS;

/**
 * Sum or maximum of all numbers of a vector, in each of its places.
 *
 * @param free the first of as many working vectors as are reduced at once
 */
public record HorizontalReduction(Assembler asm, int free) {
  private static final int HALVES = 0x4e;
  private static final int NEIGHBOURS = 0xb1;
  private static final int SWAPPED = 1;

  /** Of {@code count} vectors from {@code first} on. */
  public void apply(Instruction instruction, int first, int count) {
    if (asm.width() == VectorWidth.ZMM) {
      step(instruction, first, count, VSHUFF32X4, HALVES);
      step(instruction, first, count, VSHUFF32X4, NEIGHBOURS);
    } else {
      step(instruction, first, count, VPERM2F128, SWAPPED);
    }
    step(instruction, first, count, VSHUFPS, HALVES);
    step(instruction, first, count, VSHUFPS, NEIGHBOURS);
  }

  private void step(Instruction instruction, int first, int count, Instruction shuffle, int order) {
    for (int i = 0; i < count; i++) {
      asm.apply(shuffle, free + i, first + i, first + i, order);
      asm.apply(instruction, first + i, first + i, free + i);
    }
  }
}
