package io.github.dino4j.kernels.norm;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VDIVPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSQRTPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;

/**
 * Values at RDI to normalized values at RSI and reciprocals at RDX. The variance is taken about the
 * mean, by a pass of its own: nothing cancels.
 */
record NormForward(Assembler asm, NormShape shape) {
  /** Rows that go together, so that one fills the pauses in the sums of another. */
  static final int ROWS = VectorWidth.HERE.registers / 8;

  /** Vectors of a row in a turn of the loop. */
  static final int VECTORS = NormShape.UNIT / Tile.LANES;

  private static final int MEANS = 0; // one vector a row
  private static final int SUMS = ROWS; // two parts a row
  private static final int RECIPROCALS = SUMS;
  private static final int WORKING = SUMS + 2 * ROWS;
  private static final int WORKING_VECTORS = 4;
  private static final int ONE_OVER_COLUMNS = WORKING + WORKING_VECTORS;
  private static final int EPSILON = ONE_OVER_COLUMNS + 1;
  private static final int ONE = EPSILON + 1;

  void emit() {
    asm.fill(ONE_OVER_COLUMNS, 1f / shape.columns());
    asm.fill(EPSILON, NormKernel.EPSILON);
    asm.fill(ONE, 1);
    asm.repeat(
        shape.rows() / ROWS,
        R8,
        () -> {
          block(ROWS);
          asm.add(RDI, ROWS * shape.rowBytes());
          asm.add(RSI, ROWS * shape.normalizedRow());
          asm.add(RDX, 4 * ROWS);
        });
    if (shape.rows() % ROWS > 0) {
      block(shape.rows() % ROWS);
    }
    asm.exit();
  }

  private void block(int rows) {
    sum(rows, (sum, row, source) -> asm.apply(VADDPS, sum, sum, source));
    for (int row = 0; row < rows; row++) {
      asm.apply(VMULPS, MEANS + row, SUMS + row, ONE_OVER_COLUMNS);
    }
    sum(
        rows,
        (sum, row, source) -> {
          asm.apply(VSUBPS, WORKING, MEANS + row, source);
          asm.prefetch(at(source.base(), source.offset() + ROWS * shape.rowBytes())); // next rows
          asm.apply(VFMADD231PS, sum, WORKING, WORKING);
        });
    for (int row = 0; row < rows; row++) {
      int variance = SUMS + row;
      asm.apply(VFMADD213PS, variance, ONE_OVER_COLUMNS, EPSILON);
      asm.apply(VSQRTPS, variance, 0, variance);
      asm.apply(VDIVPS, RECIPROCALS + row, ONE, variance);
      asm.storeFirst(at(RDX, 4 * row), RECIPROCALS + row);
    }
    normalize(rows);
  }

  /** Adds what belongs to the numbers at {@code source} to a vector. */
  @FunctionalInterface
  private interface Summand {
    void emit(int sum, int row, Address source);
  }

  /** Each row's sum to all places of the vectors from SUMS on. */
  private void sum(int rows, Summand summand) {
    for (int row = 0; row < rows; row++) {
      asm.clear(SUMS + row);
      asm.clear(SUMS + ROWS + row);
    }
    asm.move(R9, RDI);
    asm.repeat(
        shape.columns() / NormShape.UNIT,
        RAX,
        () -> {
          for (int i = 0; i < VECTORS; i++) {
            for (int row = 0; row < rows; row++) {
              summand.emit(
                  SUMS + i % 2 * ROWS + row, row, at(R9, row * shape.rowBytes() + i * Tile.VECTOR));
            }
          }
          asm.add(R9, VECTORS * Tile.VECTOR);
        });
    for (int row = 0; row < rows; row++) {
      asm.apply(VADDPS, SUMS + row, SUMS + row, SUMS + ROWS + row);
    }
    new HorizontalReduction(asm, WORKING).apply(VADDPS, SUMS, rows);
  }

  private void normalize(int rows) {
    asm.move(R9, RDI);
    asm.move(R10, RSI);
    asm.repeat(
        shape.columns() / NormShape.UNIT,
        RAX,
        () -> {
          for (int row = 0; row < rows; row++) {
            for (int i = 0; i < VECTORS; i++) {
              int working = WORKING + i % WORKING_VECTORS;
              asm.load(working, at(R9, row * shape.rowBytes() + i * Tile.VECTOR));
              asm.apply(VSUBPS, working, working, MEANS + row);
              asm.apply(VMULPS, working, working, RECIPROCALS + row);
              write(working, i, row * shape.normalizedRow());
            }
          }
          asm.add(R9, VECTORS * Tile.VECTOR);
          asm.add(R10, shape.type().bytes() * NormShape.UNIT);
        });
  }

  /** In bf16 two vectors at a time. */
  private void write(int vector, int i, int row) {
    if (shape.type() == ElementType.FP32) {
      asm.store(at(R10, row + i * Tile.VECTOR), vector);
    } else if (i % 2 > 0) {
      asm.apply(VCVTNE2PS2BF16, vector, vector, vector - 1);
      asm.store(at(R10, row + i / 2 * Tile.VECTOR), vector);
    }
  }
}
