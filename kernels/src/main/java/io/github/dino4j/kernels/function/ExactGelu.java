package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VANDPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VFNMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMINPS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VPTERNLOGD;
import static io.github.dino4j.kernels.x86.Instruction.VPXORD;
import static io.github.dino4j.kernels.x86.Instruction.VRANGEPS;
import static io.github.dino4j.kernels.x86.Instruction.VREDUCEPS;
import static io.github.dino4j.kernels.x86.Instruction.VSCALEFPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;
import io.github.dino4j.kernels.x86.Vectors;
import java.lang.foreign.Arena;

/**
 * GELU and its derivative as exact as fp32: {@code max(x, 0) - t · Q(t)} and {@code 1/2 ± (1/2 -
 * Q(t) + t · φ(t))}, where t is |x|, φ the normal density and Q its upper tail, {@code exp(-t²/2) ·
 * R(t)} with a polynomial R. The largest error of GELU is 1.2e-7 times t, that of the derivative
 * 1.4e-7; R itself has a twentieth of that, the rest is rounding.
 *
 * @param constants their address
 * @param first of the {@link #VECTORS} vectors that it uses
 */
public record ExactGelu(Assembler asm, long constants, int first) {
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
  private static final int KEPT = 3;

  private static final int AT_EXPONENT = KEPT * Tile.VECTOR;
  private static final int AT_SIGN = AT_EXPONENT + Tile.VECTOR;
  private static final int AT_SIZE_BITS = AT_SIGN + Tile.VECTOR;
  private static final int AT_TAIL = AT_SIZE_BITS + Tile.VECTOR;
  private static final int AT_POWER = AT_TAIL + TAIL.length * Tile.VECTOR;

  /** How many vectors this takes from {@code first} on. */
  public static final int VECTORS = VectorWidth.HERE == VectorWidth.ZMM ? 8 : 9;

  private static final int SMALLER_SIZE = 10;
  private static final int WHOLE = 1;

  /** Of the target's bits, those that both operands have are changed. */
  private static final int CHANGE = 0x78;

  /** Of 2^x. */
  private static final float[] POWER_OF_TWO = Exponential.coefficients(ElementType.FP32);

  /** What the code reads, for as long as {@code arena} lives. */
  public static long constants(Arena arena) {
    float sizeBits = Float.intBitsToFloat(Integer.MAX_VALUE);
    float[] first = {LIMIT, DENSITY_AT_ZERO, 0.5f, MINUS_HALF_LOG2_E, -0f, sizeBits};
    float[] power = isZmm() ? POWER_OF_TWO : PowerOfTwo.constants();
    float[] values = new float[first.length + TAIL.length + power.length];
    System.arraycopy(first, 0, values, 0, first.length);
    System.arraycopy(TAIL, 0, values, first.length, TAIL.length);
    System.arraycopy(power, 0, values, first.length + TAIL.length, power.length);
    return Vectors.of(arena, values);
  }

  private static boolean isZmm() {
    return VectorWidth.HERE == VectorWidth.ZMM;
  }

  private int limit() {
    return first;
  }

  private int densityAtZero() {
    return first + 1;
  }

  private int half() {
    return first + 2;
  }

  private int zero() {
    return first + KEPT;
  }

  /** t. */
  private int size() {
    return zero() + 1;
  }

  /** Q. */
  private int tailOfSize() {
    return zero() + 2;
  }

  /** Comes to hold φ. */
  private int power() {
    return zero() + 3;
  }

  /** Comes to hold the derivative. */
  private int rest() {
    return zero() + 4;
  }

  /** To be called first; changes RAX, which is to stay. */
  public void start() {
    asm.move(RAX, constants);
    for (int i = 0; i < KEPT; i++) {
      asm.load(first + i, at(RAX, i * Tile.VECTOR));
    }
    asm.clear(zero());
  }

  /** What both results of {@code x} need. What is not a number stays so. */
  public void tail(int x) {
    int exponent = tailOfSize();
    if (isZmm()) {
      asm.apply(VRANGEPS, size(), x, x, SMALLER_SIZE);
    } else {
      asm.apply(VANDPS, size(), x, at(RAX, AT_SIZE_BITS));
    }
    asm.apply(VMINPS, size(), limit(), size());
    asm.apply(VMULPS, exponent, size(), at(RAX, AT_EXPONENT));
    asm.apply(VMULPS, exponent, exponent, size());
    power(exponent);
    new Polynomial(asm, RAX, AT_TAIL, TAIL.length).apply(size(), tailOfSize());
    asm.apply(VMULPS, tailOfSize(), tailOfSize(), power());
  }

  private void power(int exponent) {
    if (isZmm()) {
      asm.apply(VREDUCEPS, rest(), 0, exponent, WHOLE);
      new Polynomial(asm, RAX, AT_POWER, POWER_OF_TWO.length).apply(rest(), power());
      asm.apply(VSCALEFPS, power(), power(), exponent);
    } else {
      new PowerOfTwo(asm, RAX, AT_POWER).apply(exponent, rest(), power(), rest() + 1);
    }
  }

  /** The derivative at {@code x}, in the vector returned, after {@link #tail}. */
  public int derivative(int x) {
    int density = power();
    asm.apply(VMULPS, density, density, densityAtZero());
    asm.apply(VSUBPS, rest(), half(), tailOfSize());
    asm.apply(VFMADD231PS, rest(), density, size());
    if (isZmm()) {
      asm.apply(VPTERNLOGD, rest(), x, at(RAX, AT_SIGN), CHANGE);
    } else {
      asm.apply(VANDPS, density, x, at(RAX, AT_SIGN));
      asm.apply(VPXORD, rest(), rest(), density);
    }
    asm.apply(VADDPS, rest(), rest(), half());
    return rest();
  }

  /** {@code x} becomes GELU, after {@link #tail}. */
  public void apply(int x) {
    asm.apply(VMAXPS, x, zero(), x);
    asm.apply(VFNMADD231PS, x, size(), tailOfSize());
  }
}
