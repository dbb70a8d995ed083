package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

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
