package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearRegisters.ARGUMENTS;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.function.ExactGelu;
import io.github.dino4j.kernels.function.Gelu;
import io.github.dino4j.kernels.function.GeluDerivative;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;
import io.github.dino4j.kernels.x86.Vectors;
import java.lang.foreign.Arena;

/**
 * From the sums of a tile to what a {@link LinearTarget} wants, in its {@link LinearRegisters}.
 * Changes RAX.
 *
 * @param constants of what is applied to the sums
 * @param derivativeConstants of {@link GeluDerivative}
 * @param first vector of the target's columns that belongs to the tile
 */
record EpilogueCode(
    Assembler asm, LinearTarget target, long constants, long derivativeConstants, int first) {
  private static final int FACTORS = 4; // vectors in turn

  /** With constants that live as long as {@code arena}. */
  static EpilogueCode of(Assembler asm, LinearTarget target, Arena arena) {
    boolean bf16 = target.type() == ElementType.BF16;
    long constants =
        switch (target.epilogue()) {
          case WRITE, WRITE_AND_MAXIMUM, TIMES -> 0;
          case GELU, GELU_AND_DERIVATIVE ->
              bf16 ? Gelu.constants(arena) : ExactGelu.constants(arena);
          case ADD -> Vectors.of(arena, target.factor());
        };
    boolean derivative = bf16 && target.epilogue() == Epilogue.GELU_AND_DERIVATIVE;
    return new EpilogueCode(
        asm, target, constants, derivative ? GeluDerivative.constants(arena) : 0, 0);
  }

  /** The same for tiles whose columns begin {@code vectors} later. */
  EpilogueCode from(int vectors) {
    return new EpilogueCode(asm, target, constants, derivativeConstants, vectors);
  }

  /** Moves on to other rows of the target, so many bytes away. */
  void moveRows(int bytes) {
    asm.add(ARGUMENTS.target(), bytes);
    if (target.second() && target.epilogue() != Epilogue.WRITE_AND_MAXIMUM) {
      asm.add(ARGUMENTS.second(), bytes);
    }
  }

  /** Moves on to other columns of the target, so many bytes away. */
  void moveColumns(int bytes) {
    asm.add(ARGUMENTS.target(), bytes);
    if (target.second()) {
      asm.add(ARGUMENTS.second(), bytes);
    }
  }

  /** Asks for what is read at the end, while the sums are made. */
  void prefetch(Tile tile) {
    if (target.epilogue() == Epilogue.ADD || target.epilogue() == Epilogue.TIMES) {
      Register base = target.epilogue() == Epilogue.ADD ? ARGUMENTS.target() : ARGUMENTS.second();
      tile.forEachSum((sum, row, column) -> asm.prefetch(place(base, row, column)));
    }
  }

  void emit(Tile tile) {
    switch (target.epilogue()) {
      case WRITE -> write(tile);
      case GELU -> {
        if (isBf16()) {
          new Gelu(asm, constants).apply(tile);
          write(tile);
        } else {
          exactGelu(tile);
        }
      }
      case GELU_AND_DERIVATIVE -> geluAndDerivative(tile);
      case TIMES -> {
        tile.forEachSum(this::multiply);
        write(tile);
      }
      case WRITE_AND_MAXIMUM -> {
        write(tile);
        keepMaximum(tile);
      }
      case ADD -> add(tile);
    }
  }

  private Address place(Register base, int row, int column) {
    return at(base, row * target.stride() + (first + column) * Tile.LANES * target.type().bytes());
  }

  private boolean isBf16() {
    return target.type() == ElementType.BF16;
  }

  private void geluAndDerivative(Tile tile) {
    if (isBf16()) {
      new GeluDerivative(asm, derivativeConstants)
          .of(
              tile,
              (derivative, row, column) ->
                  asm.store(target.type(), place(ARGUMENTS.second(), row, column), derivative));
      new Gelu(asm, constants).apply(tile);
      write(tile);
    } else {
      exactGelu(tile);
    }
  }

  /**
   * In fp32. Where the sums of a tile leave too few vectors free, as in AVX2, they are written
   * first and read again one by one.
   */
  private void exactGelu(Tile tile) {
    boolean fits = Tile.FIRST_FREE + ExactGelu.VECTORS <= VectorWidth.HERE.registers;
    if (!fits) {
      write(tile);
    }
    ExactGelu gelu = new ExactGelu(asm, constants, fits ? Tile.FIRST_FREE : 1);
    gelu.start();
    tile.forEachSum((sum, row, column) -> {
      int x = fits ? sum : 0;
      if (!fits) {
        asm.load(x, place(ARGUMENTS.target(), row, column));
      }
      gelu.tail(x);
      if (target.second()) {
        asm.store(place(ARGUMENTS.second(), row, column), gelu.derivative(x));
      }
      gelu.apply(x);
      asm.store(place(ARGUMENTS.target(), row, column), x);
    });
  }

  private void multiply(int sum, int row, int column) {
    Address second = place(ARGUMENTS.second(), row, column);
    if (isBf16()) {
      int factor = Tile.FIRST_FREE + sum % FACTORS;
      asm.loadBf16(factor, second);
      asm.apply(VMULPS, sum, sum, factor);
    } else {
      asm.apply(VMULPS, sum, sum, second);
    }
  }

  private void write(Tile tile) {
    tile.forEachSum((sum, row, column) ->
        asm.store(target.type(), place(ARGUMENTS.target(), row, column), sum));
  }

  /** Changes the sums of the first row. */
  private void keepMaximum(Tile tile) {
    for (int column = 0; column < tile.columns(); column++) {
      int maximum = tile.sum(0, column);
      for (int row = 1; row < tile.rows(); row++) {
        asm.apply(VMAXPS, maximum, maximum, tile.sum(row, column));
      }
      Address place = place(ARGUMENTS.second(), 0, column);
      asm.apply(VMAXPS, maximum, maximum, place);
      asm.store(place, maximum);
    }
  }

  private void add(Tile tile) {
    int factor = Tile.FIRST_FREE;
    boolean multiplied = target.factor() != 1;
    if (multiplied) {
      asm.move(RAX, constants);
      asm.load(factor, at(RAX));
    }
    tile.forEachSum((sum, row, column) -> {
      Address place = place(ARGUMENTS.target(), row, column);
      if (multiplied) {
        asm.apply(VFMADD213PS, sum, factor, place);
      } else {
        asm.apply(VADDPS, sum, sum, place);
      }
      asm.store(place, sum);
    });
  }
}
