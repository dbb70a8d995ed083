package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VPERMI2W;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Puts the bf16 numbers of two vectors side by side in 32 bits each.
 *
 * @param firstFree of four vectors: two for indices, two to work with
 */
record Interleaving(Assembler asm, AttentionConstants constants, int firstFree) {
  /** Loads the indices; changes RAX. */
  void start() {
    asm.move(RAX, constants.address());
    asm.load(firstFree, at(RAX, AttentionConstants.FIRST_HALVES));
    asm.load(firstFree + 1, at(RAX, AttentionConstants.SECOND_HALVES));
  }

  /** The first 16 pairs of {@code left} and {@code right}, in the vector returned. */
  int firstHalves(int left, int right) {
    return interleave(0, left, right);
  }

  /** The last 16 pairs. */
  int secondHalves(int left, int right) {
    return interleave(1, left, right);
  }

  private int interleave(int half, int left, int right) {
    int result = firstFree + 2 + half;
    asm.copy(result, firstFree + half);
    asm.apply(VPERMI2W, result, left, right);
    return result;
  }

  /** Stores all 32 pairs, two vectors. */
  void store(Address target, int left, int right) {
    asm.store(target, firstHalves(left, right));
    asm.store(at(target.base(), target.offset() + Tile.VECTOR), secondHalves(left, right));
  }
}
