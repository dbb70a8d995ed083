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
  void emit() {
    Interleaving interleaving = new Interleaving(asm, constants, 2);
    interleaving.start();
    asm.move(R9, R8);
    asm.add(R9, target);
    asm.repeat(
        shape.keys() / 2,
        RAX,
        () -> {
          pairOfKeys(interleaving, true);
          asm.add(source, 2 * shape.tokenBytes());
          asm.add(R9, 4 * shape.headWidth());
        });
    if (shape.keys() % 2 > 0) {
      pairOfKeys(interleaving, false);
    }
  }

  private void pairOfKeys(Interleaving interleaving, boolean both) {
    for (int column = 0; column < shape.headWidth(); column += 32) {
      asm.load(0, at(source, 2 * column));
      if (both) {
        asm.load(1, at(source, shape.tokenBytes() + 2 * column));
      } else {
        asm.clear(1);
      }
      interleaving.store(at(R9, 4 * column), 0, 1);
    }
  }
}
