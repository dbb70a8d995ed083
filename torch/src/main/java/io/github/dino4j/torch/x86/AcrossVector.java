package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Instruction.VSHUFF32X4;
import static io.github.dino4j.torch.x86.Instruction.VSHUFPS;

/**
 * Sum or maximum of all 16 numbers of a vector, in each of them.
 *
 * @param working as many vectors to work with as are reduced at once
 */
record AcrossVector(Assembler asm, int working) {
  private static final int HALVES = 0x4e;
  private static final int NEIGHBOURS = 0xb1;

  /** Of each of the {@code vectors} from {@code first} on. */
  void emit(Instruction instruction, int vectors, int first) {
    step(instruction, vectors, first, VSHUFF32X4, HALVES);
    step(instruction, vectors, first, VSHUFF32X4, NEIGHBOURS);
    step(instruction, vectors, first, VSHUFPS, HALVES);
    step(instruction, vectors, first, VSHUFPS, NEIGHBOURS);
  }

  private void step(
      Instruction instruction, int vectors, int first, Instruction shuffle, int order) {
    for (int i = 0; i < vectors; i++) {
      asm.apply(shuffle, working + i, first + i, first + i, order);
      asm.apply(instruction, first + i, first + i, working + i);
    }
  }
}
