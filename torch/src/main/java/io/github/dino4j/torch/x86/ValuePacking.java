package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VPERMI2W;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDX;

/**
 * Interleaves the values of two neighbouring keys, {@code [keys, width]} at RDX, to {@code [key
 * pairs, width, 2]} in the workspace at R8. An odd last key gets a neighbour of zeros.
 */
record ValuePacking(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  private static final int FIRST_HALVES = 4;
  private static final int SECOND_HALVES = 5;

  void emit() {
    asm.move(RAX, constants.address());
    asm.load(FIRST_HALVES, at(RAX, AttentionConstants.FIRST_HALVES));
    asm.load(SECOND_HALVES, at(RAX, AttentionConstants.SECOND_HALVES));
    asm.move(R9, R8);
    asm.add(R9, AttentionWorkspace.of(shape).packedValues());
    asm.repeat(
        shape.keys() / 2,
        RAX,
        () -> {
          pairOfKeys(true);
          asm.add(RDX, 2 * shape.tokenBytes());
          asm.add(R9, 4 * shape.headWidth());
        });
    if (shape.keys() % 2 > 0) {
      pairOfKeys(false);
    }
  }

  private void pairOfKeys(boolean both) {
    for (int column = 0; column < shape.headWidth(); column += 32) {
      asm.load(0, at(RDX, 2 * column));
      if (both) {
        asm.load(1, at(RDX, shape.tokenBytes() + 2 * column));
      } else {
        asm.clear(1);
      }
      interleave(2, FIRST_HALVES, 4 * column);
      interleave(3, SECOND_HALVES, 4 * column + Tile.VECTOR);
    }
  }

  private void interleave(int vector, int indices, int offset) {
    asm.copy(vector, indices);
    asm.apply(VPERMI2W, vector, 0, 1);
    asm.store(at(R9, offset), vector);
  }
}
