package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.torch.x86.Register.RAX;

/**
 * A polynomial whose coefficients lie at RAX, a vector each, the highest power first.
 *
 * @param offset of the first coefficient from RAX
 */
record Polynomial(Assembler asm, int offset, int coefficients) {
  void apply(int x, int result) {
    asm.load(result, at(RAX, offset));
    for (int i = 1; i < coefficients; i++) {
      asm.apply(VFMADD213PS, result, x, at(RAX, offset + i * Tile.VECTOR));
    }
  }
}
