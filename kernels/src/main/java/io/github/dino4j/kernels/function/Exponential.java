package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.kernels.x86.Instruction.VREDUCEPS;
import static io.github.dino4j.kernels.x86.Instruction.VSCALEFPS;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.VectorWidth;
import io.github.dino4j.kernels.x86.Vectors;
import java.lang.foreign.Arena;

/**
 * 2^x, as exact as results need it: the whole part of x by the exponent, the rest by a polynomial.
 *
 * @param type of the results
 *     <p>In AVX2, which has few vectors, the coefficients are read from memory, to which {@link
 *     #BASE} points from {@link #start} on.
 * @param first of the {@link #vectors} vectors that hold the coefficients
 */
public record Exponential(Assembler asm, ElementType type, int first) {
  /**
   * Of 2^x from 0 to 1, the highest power first; fitted for the smallest relative error where 2^0
   * is one, so that what is multiplied by it over and over stays what it is. The largest error is
   * 1.5e-7, about one unit of the last place.
   */
  private static final float[] FOR_FP32 = {
    0.00186713005f, 0.00901703071f, 0.0557999127f, 0.240164444f, 0.693151295f, 1
  };

  /**
   * The same, fitted for the smallest relative error: at most 7.5e-5, a twenty-sixth of what
   * rounding to bf16 adds.
   */
  private static final float[] FOR_BF16 = {0.07802452f, 0.22606716f, 0.69583354f, 0.99992522f};

  /** Vectors of a working set: x, what remains of it, its power, and in AVX2 its whole part. */
  public static final int WORKING_SET = VectorWidth.HERE == VectorWidth.ZMM ? 3 : 4;

  /** Not to be changed between {@link #start} and {@link #apply} in AVX2. */
  private static final Register BASE = Register.R11;

  /** What AVX2 reads, made when it is first needed. */
  private static final class Ymm {
    static final long CONSTANTS = Vectors.of(Arena.global(), PowerOfTwo.constants());
  }

  /** Of results as exact as {@code type} can tell, the highest power first. */
  static float[] coefficients(ElementType type) {
    return switch (type) {
      case FP32 -> FOR_FP32;
      case BF16 -> FOR_BF16;
    };
  }

  /** How many vectors the coefficients take. */
  public static int vectors(ElementType type) {
    return VectorWidth.HERE == VectorWidth.ZMM ? coefficients(type).length : 0;
  }

  /** Loads the coefficients; changes RAX, and R11 in AVX2. */
  public void start() {
    if (VectorWidth.HERE == VectorWidth.YMM) {
      asm.move(BASE, Ymm.CONSTANTS);
      return;
    }
    float[] coefficients = coefficients(type);
    for (int i = 0; i < coefficients.length; i++) {
      asm.fill(first + i, coefficients[i]);
    }
  }

  /** {@code power = 2^x}; changes {@code rest}, and in AVX2 the vector after {@code power}. */
  public void apply(int x, int rest, int power) {
    if (VectorWidth.HERE == VectorWidth.YMM) {
      new PowerOfTwo(asm, BASE, 0).apply(x, rest, power, power + 1);
      return;
    }
    int whole = 1;
    asm.apply(VREDUCEPS, rest, 0, x, whole);
    asm.copy(power, first);
    for (int i = 1; i < vectors(type); i++) {
      asm.apply(VFMADD213PS, power, rest, first + i);
    }
    asm.apply(VSCALEFPS, power, power, x);
  }
}
