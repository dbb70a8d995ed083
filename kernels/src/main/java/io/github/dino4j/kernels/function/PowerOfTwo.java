package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VCVTPS2DQ;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMINPS;
import static io.github.dino4j.kernels.x86.Instruction.VPADDD;
import static io.github.dino4j.kernels.x86.Instruction.VPSLLD;
import static io.github.dino4j.kernels.x86.Instruction.VROUNDPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

/**
 * 2^x in AVX2, which cannot scale a number by an exponent: the whole part of x is added to the
 * exponent's bits. Below -127 the result is zero, from 128 on infinite; what is not a number stays
 * so.
 *
 * @param base points to memory that has {@link #constants} in vectors
 * @param offset of the first of them
 */
record PowerOfTwo(Assembler asm, Register base, int offset) {
  private static final float LOWEST = -127;
  private static final float HIGHEST = 128;
  private static final int DOWN = 9;
  private static final int EXPONENT_BIT = 23;

  /** The direction of a shift, in the place of a register. */
  private static final int LEFT = 6;

  private static final float[] COEFFICIENTS = Exponential.coefficients(ElementType.FP32);

  /** What the code reads. */
  static float[] constants() {
    float[] values = new float[2 + COEFFICIENTS.length];
    values[0] = LOWEST;
    values[1] = HIGHEST;
    System.arraycopy(COEFFICIENTS, 0, values, 2, COEFFICIENTS.length);
    return values;
  }

  /** {@code power = 2^x}; changes {@code rest} and {@code whole}. */
  void apply(int x, int rest, int power, int whole) {
    asm.load(rest, at(base, offset));
    asm.apply(VMAXPS, rest, rest, x); // the right operand where one is not a number
    asm.load(power, at(base, offset + Tile.VECTOR));
    asm.apply(VMINPS, rest, power, rest);
    asm.apply(VROUNDPS, whole, 0, rest, DOWN);
    asm.apply(VSUBPS, rest, rest, whole);
    new Polynomial(asm, base, offset + 2 * Tile.VECTOR, COEFFICIENTS.length).apply(rest, power);
    asm.apply(VCVTPS2DQ, whole, 0, whole);
    asm.apply(VPSLLD, LEFT, whole, whole, EXPONENT_BIT);
    asm.apply(VPADDD, power, power, whole);
  }
}
