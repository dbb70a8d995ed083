package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VADDPS;
import static io.github.dino4j.torch.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.torch.x86.Instruction.VFNMADD231PS;
import static io.github.dino4j.torch.x86.Instruction.VMAXPS;
import static io.github.dino4j.torch.x86.Instruction.VMINPS;
import static io.github.dino4j.torch.x86.Instruction.VMULPS;
import static io.github.dino4j.torch.x86.Instruction.VPTERNLOGD;
import static io.github.dino4j.torch.x86.Instruction.VRANGEPS;
import static io.github.dino4j.torch.x86.Instruction.VREDUCEPS;
import static io.github.dino4j.torch.x86.Instruction.VSCALEFPS;
import static io.github.dino4j.torch.x86.Instruction.VSUBPS;
import static io.github.dino4j.torch.x86.Register.RAX;

import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;

/**
 * GELU and its slope as exact as fp32: {@code max(x, 0) - t · Q(t)} and {@code 1/2 ± (1/2 - Q(t) +
 * t · φ(t))}, where t is |x|, φ the normal density and Q its upper tail, {@code exp(-t²/2) · R(t)}
 * with a polynomial R. The largest error of GELU is 1.2e-7 times t, that of the slope 1.4e-7; R
 * itself has a twentieth of that, the rest is rounding.
 */
record ExactGelu(Assembler asm, long constants) {
  /** From here on the exponential is zero, which R, then far from what it stands for, leaves so. */
  private static final float LIMIT = 14.5f;

  private static final float MINUS_HALF_LOG2_E = -0.7213475f;
  private static final float DENSITY_AT_ZERO = 0.3989423f;

  /**
   * R, the highest power first; fitted for the smallest error of both results where R(0) is 1/2.
   */
  private static final float[] TAIL = {
    5.1624237e-08f,
    -1.4537476e-06f,
    1.8502731e-05f,
    -1.4257083e-04f,
    7.5655925e-04f,
    -3.0080397e-03f,
    9.597697e-03f,
    -2.6018232e-02f,
    6.2237933e-02f,
    -1.3291101e-01f,
    2.4999072e-01f,
    -3.9894184e-01f,
    0.5f
  };

  /** Places of the constants; the first of them are kept in vectors. */
  private static final int AT_EXPONENT = 3 * Tile.VECTOR;

  private static final int AT_SIGN = 4 * Tile.VECTOR;
  private static final int AT_TAIL = 5 * Tile.VECTOR;
  private static final int AT_POWER = AT_TAIL + TAIL.length * Tile.VECTOR;

  private static final int LIMIT_VECTOR = Tile.FIRST_FREE;
  private static final int DENSITY_VECTOR = LIMIT_VECTOR + 1;
  private static final int HALF_VECTOR = LIMIT_VECTOR + 2;
  private static final int ZERO_VECTOR = LIMIT_VECTOR + 3;

  /** Working vectors: t, Q, and two that come to hold φ and the slope. */
  private static final int SIZE = LIMIT_VECTOR + 4;

  private static final int TAIL_OF_SIZE = SIZE + 1;
  private static final int POWER = SIZE + 2;
  private static final int REST = SIZE + 3;

  private static final int SMALLER_SIZE = 10;
  private static final int WHOLE = 1;

  /** Of the target's bits, those that both operands have are changed. */
  private static final int CHANGE = 0x78;

  /** Of 2^x. */
  private static final float[] POWER_OF_TWO = Exponential.coefficients(ElementType.FP32);

  /** What the code reads, for as long as {@code arena} lives. */
  static long constants(Arena arena) {
    float[] values = new float[5 + TAIL.length + POWER_OF_TWO.length];
    values[0] = LIMIT;
    values[1] = DENSITY_AT_ZERO;
    values[2] = 0.5f;
    values[3] = MINUS_HALF_LOG2_E;
    values[4] = -0f;
    System.arraycopy(TAIL, 0, values, 5, TAIL.length);
    System.arraycopy(POWER_OF_TWO, 0, values, 5 + TAIL.length, POWER_OF_TWO.length);
    return Vectors.of(arena, values);
  }

  /** Of all sums of a tile; changes RAX. */
  void apply(Tile tile) {
    start();
    tile.forEachSum((sum, row, column) -> {
      tail(sum);
      gelu(sum);
    });
  }

  /** Of all sums of a tile, whose slopes come in a vector of their own; changes RAX. */
  void applyWithSlope(Tile tile, Tile.SumCode useSlope) {
    start();
    tile.forEachSum((sum, row, column) -> {
      tail(sum);
      slope(sum);
      useSlope.emit(REST, row, column);
      gelu(sum);
    });
  }

  private void start() {
    asm.move(RAX, constants);
    for (int vector = LIMIT_VECTOR; vector < ZERO_VECTOR; vector++) {
      asm.load(vector, at(RAX, (vector - LIMIT_VECTOR) * Tile.VECTOR));
    }
    asm.clear(ZERO_VECTOR);
  }

  /** Leaves the exponential in {@link #POWER}. What is not a number stays so. */
  private void tail(int sum) {
    int exponent = TAIL_OF_SIZE;
    asm.apply(VRANGEPS, SIZE, sum, sum, SMALLER_SIZE);
    asm.apply(VMINPS, SIZE, LIMIT_VECTOR, SIZE);
    asm.apply(VMULPS, exponent, SIZE, at(RAX, AT_EXPONENT));
    asm.apply(VMULPS, exponent, exponent, SIZE);
    asm.apply(VREDUCEPS, REST, 0, exponent, WHOLE);
    new Polynomial(asm, AT_POWER, POWER_OF_TWO.length).apply(REST, POWER);
    asm.apply(VSCALEFPS, POWER, POWER, exponent);
    new Polynomial(asm, AT_TAIL, TAIL.length).apply(SIZE, TAIL_OF_SIZE);
    asm.apply(VMULPS, TAIL_OF_SIZE, TAIL_OF_SIZE, POWER);
  }

  private void slope(int sum) {
    int density = POWER;
    asm.apply(VMULPS, density, density, DENSITY_VECTOR);
    asm.apply(VSUBPS, REST, HALF_VECTOR, TAIL_OF_SIZE);
    asm.apply(VFMADD231PS, REST, density, SIZE);
    asm.apply(VPTERNLOGD, REST, sum, at(RAX, AT_SIGN), CHANGE);
    asm.apply(VADDPS, REST, REST, HALF_VECTOR);
  }

  private void gelu(int sum) {
    asm.apply(VMAXPS, sum, ZERO_VECTOR, sum);
    asm.apply(VFNMADD231PS, sum, SIZE, TAIL_OF_SIZE);
  }
}
