package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VFMADD213PS;

/**
 * A polynomial whose coefficients lie in memory, a vector each, the highest power first.
 *
 * @param offset of the first coefficient from {@code base}
 */
record Polynomial(Assembler asm, Register base, int offset, int coefficients) {
  void apply(int x, int result) {
    asm.load(result, at(base, offset));
    for (int i = 1; i < coefficients; i++) {
      asm.apply(VFMADD213PS, result, x, at(base, offset + i * Tile.VECTOR));
    }
  }
}
