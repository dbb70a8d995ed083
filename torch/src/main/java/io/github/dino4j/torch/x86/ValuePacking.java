package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * Interleaves the values of two neighbouring keys, {@code [keys, width]} at {@code source}, which
 * it moves, to {@code [key pairs, width, 2]} at {@code target} in the workspace at R8. An odd last
 * key gets a neighbour of zeros.
 */
record ValuePacking(
    Assembler asm,
    AttentionShape shape,
    AttentionConstants constants,
    Register source,
    int target) {
  private static final int INDICES = 4;

  void emit() {
    asm.move(RAX, constants.address());
    interleaving().load(RAX);
    asm.move(R9, R8);
    asm.add(R9, target);
    asm.repeat(
        shape.keys() / 2,
        RAX,
        () -> {
          pairOfKeys(true);
          asm.add(source, 2 * shape.tokenBytes());
          asm.add(R9, 4 * shape.headWidth());
        });
    if (shape.keys() % 2 > 0) {
      pairOfKeys(false);
    }
  }

  private void pairOfKeys(boolean both) {
    for (int column = 0; column < shape.headWidth(); column += 32) {
      asm.load(0, at(source, 2 * column));
      if (both) {
        asm.load(1, at(source, shape.tokenBytes() + 2 * column));
      } else {
        asm.clear(1);
      }
      interleaving().apply(2, 0, 1);
      asm.store(at(R9, 4 * column), 2);
      asm.store(at(R9, 4 * column + Tile.VECTOR), 3);
    }
  }

  private Interleaving interleaving() {
    return new Interleaving(asm, INDICES);
  }
}
