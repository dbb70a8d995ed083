package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMINPS;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.Vectors;
import java.lang.foreign.Arena;

/**
 * The derivative of {@link Gelu}, {@code Φ(x) + x · φ(x)}, as {@code 1/2 + x · P(x²)}, where P is a
 * polynomial and x is kept between -5 and 5, beyond which the derivative is 0 or 1. Its largest
 * error, 1.3e-5, is a fifteenth of what rounding a derivative of 0.1 to bf16 adds.
 */
public record GeluDerivative(Assembler asm, long constants) {
  private static final float LIMIT = 5;
  private static final float CENTRE = LIMIT * LIMIT / 2;

  /** Of P(x² + CENTRE), the highest power first; fitted for the smallest error of the result. */
  private static final float[] FACTOR = {
    -1.7798684685929773e-14f,
    4.99447922255869e-13f,
    -3.720669172063706e-12f,
    3.561471256796622e-11f,
    -1.435466412402775e-09f,
    2.4935141951232254e-08f,
    -2.796923297410103e-07f,
    3.157580522383796e-06f,
    -3.662948074634187e-05f,
    0.00042768754065036774f,
    -0.006009822245687246f,
    0.14213058352470398f
  };

  /** Places of the constants. */
  private static final int AT_LIMIT = 0;

  private static final int AT_LOWEST = Tile.VECTOR;
  private static final int AT_MINUS_CENTRE = 2 * Tile.VECTOR;
  private static final int AT_HALF = 3 * Tile.VECTOR;
  private static final int AT_FACTOR = 4 * Tile.VECTOR;

  /** What the code reads, for as long as {@code arena} lives. */
  public static long constants(Arena arena) {
    float[] values = new float[4 + FACTOR.length];
    values[0] = LIMIT;
    values[1] = -LIMIT;
    values[2] = -CENTRE;
    values[3] = 0.5f;
    System.arraycopy(FACTOR, 0, values, 4, FACTOR.length);
    return Vectors.of(arena, values);
  }

  /** Of all sums of a tile, which stay as they are, each in a vector of its own; changes RAX. */
  public void of(Tile tile, Tile.SumCode use) {
    asm.move(RAX, constants);
    int limit = Tile.FIRST_FREE;
    int lowest = limit + 1;
    asm.load(limit, at(RAX, AT_LIMIT));
    asm.load(lowest, at(RAX, AT_LOWEST));
    tile.forEachSum((sum, row, column) -> {
      int x = limit + 2 + sum % 2 * 3; // two sets of working vectors in turn
      int square = x + 1;
      int factor = x + 2;
      asm.apply(VMINPS, x, limit, sum); // what is not a number stays so
      asm.apply(VMAXPS, x, lowest, x);
      asm.copy(square, x);
      asm.apply(VFMADD213PS, square, x, at(RAX, AT_MINUS_CENTRE));
      new Polynomial(asm, RAX, AT_FACTOR, FACTOR.length).apply(square, factor);
      asm.apply(VFMADD213PS, x, factor, at(RAX, AT_HALF));
      use.emit(x, row, column);
    });
  }
}
