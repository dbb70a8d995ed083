package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VPUNPCKHDQ;
import static io.github.dino4j.torch.x86.Instruction.VPUNPCKHQDQ;
import static io.github.dino4j.torch.x86.Instruction.VPUNPCKLDQ;
import static io.github.dino4j.torch.x86.Instruction.VPUNPCKLQDQ;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Turns keys, {@code [keys, pairs]} at {@code source}, which it moves, into vectors of the same
 * pair of 16 keys, {@code [key vectors, pairs, 16]} at {@code target} in the workspace at R8: a
 * transposition of 32-bit numbers. Places without a key become zero.
 */
record KeyPacking(Assembler asm, AttentionShape shape, Register source, int target) {
  void emit() {
    for (int quarter = 0; quarter < 4; quarter++) {
      asm.mask(mask(quarter), 0xf << 4 * quarter);
    }
    asm.move(R9, R8);
    asm.add(R9, target);
    asm.repeat(
        shape.keys() / 16,
        RAX,
        () -> {
          vectorOfKeys(16);
          asm.add(source, 16 * shape.tokenBytes());
          asm.add(R9, shape.pairs() * Tile.VECTOR);
        });
    if (shape.keys() % 16 > 0) {
      vectorOfKeys(shape.keys() % 16);
    }
  }

  private static int mask(int quarter) {
    return 1 + quarter;
  }

  private void vectorOfKeys(int keys) {
    for (int pair = 0; pair < shape.pairs(); pair += 4) {
      for (int i = 0; i < 4; i++) {
        everyFourthKey(i, keys, 4 * pair);
      }
      transposeQuarters();
      for (int i = 0; i < 4; i++) {
        asm.store(at(R9, (pair + i) * Tile.VECTOR), i);
      }
    }
  }

  /**
   * Four pairs each of the keys first, first + 4, first + 8, first + 12 to vector {@code first}.
   */
  private void everyFourthKey(int first, int keys, int offset) {
    if (first >= keys) {
      asm.clear(first);
    }
    for (int key = first; key < keys; key += 4) {
      asm.loadQuarter(
          first, mask(key / 4), key > first, at(source, key * shape.tokenBytes() + offset));
    }
  }

  /** Each quarter of the vectors 0 to 3 is a matrix of 4 x 4 numbers. */
  private void transposeQuarters() {
    asm.apply(VPUNPCKLDQ, 4, 0, 1);
    asm.apply(VPUNPCKHDQ, 5, 0, 1);
    asm.apply(VPUNPCKLDQ, 6, 2, 3);
    asm.apply(VPUNPCKHDQ, 7, 2, 3);
    asm.apply(VPUNPCKLQDQ, 0, 4, 6);
    asm.apply(VPUNPCKHQDQ, 1, 4, 6);
    asm.apply(VPUNPCKLQDQ, 2, 5, 7);
    asm.apply(VPUNPCKHQDQ, 3, 5, 7);
  }
}
