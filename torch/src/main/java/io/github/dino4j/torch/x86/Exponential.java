package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.torch.x86.Instruction.VREDUCEPS;
import static io.github.dino4j.torch.x86.Instruction.VSCALEFPS;

/**
 * 2^x, as exact as losses need it: the whole part of x by the exponent, the rest by a polynomial.
 * The largest relative error is 1.5e-7, about one unit of the last place.
 *
 * @param first of the {@link #VECTORS} vectors that hold the coefficients
 */
record Exponential(Assembler asm, int first) {
  /**
   * Of 2^x from 0 to 1, the highest power first; fitted for the smallest relative error where 2^0
   * is one, so that what is multiplied by it over and over stays what it is.
   */
  static final float[] POWER_OF_TWO = {
    0.00186713005f, 0.00901703071f, 0.0557999127f, 0.240164444f, 0.693151295f, 1
  };

  static final int VECTORS = 6;

  /** Loads the coefficients; changes RAX. */
  void start() {
    for (int i = 0; i < VECTORS; i++) {
      asm.fill(first + i, POWER_OF_TWO[i]);
    }
  }

  /** {@code power = 2^x}; changes {@code rest}. */
  void apply(int x, int rest, int power) {
    int whole = 1;
    asm.apply(VREDUCEPS, rest, 0, x, whole);
    asm.copy(power, first);
    for (int i = 1; i < VECTORS; i++) {
      asm.apply(VFMADD213PS, power, rest, first + i);
    }
    asm.apply(VSCALEFPS, power, power, x);
  }
}
