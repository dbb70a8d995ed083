package io.github.dino4j.kernels.norm;

import static io.github.dino4j.kernels.norm.NormForward.ROWS;
import static io.github.dino4j.kernels.norm.NormForward.VECTORS;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VFNMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Adds {@code r · (g - mean(g) - n · mean(g · n))} to the target at RCX, for the gradient g at RDI,
 * the normalized values n at RSI and the reciprocals r at RDX.
 */
record NormBackward(Assembler asm, NormShape shape) {
  private static final int CACHE_LINE = 64;

  private static final int GRADIENTS = 0; // two parts a row
  private static final int PRODUCTS = GRADIENTS + 2 * ROWS; // two parts a row
  private static final int RECIPROCALS = GRADIENTS + ROWS;
  private static final int WORKING = PRODUCTS + 2 * ROWS;
  private static final int GRADIENT = WORKING;
  private static final int NORMALIZED = WORKING + 1;
  private static final int SUM = WORKING + 2;
  private static final int ONE_OVER_COLUMNS = WORKING + 4;

  void emit() {
    asm.fill(ONE_OVER_COLUMNS, 1f / shape.columns());
    asm.repeat(
        shape.rows() / ROWS,
        R8,
        () -> {
          block(ROWS);
          asm.add(RDI, ROWS * shape.rowBytes());
          asm.add(RSI, ROWS * shape.normalizedRow());
          asm.add(RDX, 4 * ROWS);
          asm.add(RCX, ROWS * shape.rowBytes());
        });
    if (shape.rows() % ROWS > 0) {
      block(shape.rows() % ROWS);
    }
    asm.exit();
  }

  private void block(int rows) {
    means(rows);
    for (int row = 0; row < rows; row++) {
      asm.broadcast(RECIPROCALS + row, at(RDX, 4 * row));
    }
    forEachVector(
        rows,
        (row, i) -> {
          Address target = at(R11, row * shape.rowBytes() + i * Tile.VECTOR);
          asm.apply(VSUBPS, GRADIENT, GRADIENT, GRADIENTS + row);
          prefetchNext(R9, ElementType.FP32, row, i);
          prefetchNext(R11, ElementType.FP32, row, i);
          prefetchNext(R10, shape.type(), row, i);
          asm.apply(VFNMADD231PS, GRADIENT, NORMALIZED, PRODUCTS + row);
          asm.load(SUM, target);
          asm.apply(VFMADD231PS, SUM, GRADIENT, RECIPROCALS + row);
          asm.store(target, SUM);
        });
  }

  /** Of gradients and of their products with normalized values, in all places of a row's vector. */
  private void means(int rows) {
    for (int sum = 0; sum < 2 * ROWS; sum++) {
      asm.clear(GRADIENTS + sum);
      asm.clear(PRODUCTS + sum);
    }
    forEachVector(
        rows,
        (row, i) -> {
          int part = i % 2 * ROWS + row;
          asm.apply(VADDPS, GRADIENTS + part, GRADIENTS + part, GRADIENT);
          asm.apply(VFMADD231PS, PRODUCTS + part, GRADIENT, NORMALIZED);
        });
    for (int first : new int[] {GRADIENTS, PRODUCTS}) {
      for (int row = 0; row < rows; row++) {
        asm.apply(VADDPS, first + row, first + row, first + ROWS + row);
      }
      new HorizontalReduction(asm, WORKING).apply(VADDPS, first, rows);
      for (int row = 0; row < rows; row++) {
        asm.apply(VMULPS, first + row, first + row, ONE_OVER_COLUMNS);
      }
    }
  }

  /** What is done with a vector of {@code row}, {@code i} vectors after where the loop is. */
  @FunctionalInterface
  private interface VectorCode {
    void emit(int row, int i);
  }

  /** With a vector of both operands loaded. */
  private void forEachVector(int rows, VectorCode code) {
    asm.move(R9, RDI);
    asm.move(R10, RSI);
    asm.move(R11, RCX);
    asm.repeat(
        shape.columns() / NormShape.UNIT,
        RAX,
        () -> {
          for (int i = 0; i < VECTORS; i++) {
            for (int row = 0; row < rows; row++) {
              asm.load(GRADIENT, at(R9, row * shape.rowBytes() + i * Tile.VECTOR));
              loadNormalized(
                  at(R10, row * shape.normalizedRow() + i * Tile.LANES * shape.type().bytes()));
              code.emit(row, i);
            }
          }
          asm.add(R9, VECTORS * Tile.VECTOR);
          asm.add(R10, NormShape.UNIT * shape.type().bytes());
          asm.add(R11, VECTORS * Tile.VECTOR);
        });
  }

  private void loadNormalized(Address source) {
    if (shape.type() == ElementType.BF16) {
      asm.loadBf16(NORMALIZED, source);
    } else {
      asm.load(NORMALIZED, source);
    }
  }

  /** Asks for the same of the next rows: sums would wait for them. */
  private void prefetchNext(Register cursor, ElementType type, int row, int i) {
    int offset = i * Tile.LANES * type.bytes();
    if (offset % CACHE_LINE == 0) {
      asm.prefetch(at(cursor, (ROWS + row) * type.bytes() * shape.columns() + offset));
    }
  }
}
