package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * The way back from a folded linear layer, whose matrix is {@code W'[n, k] = r[n] W[n, k] c[k]} and
 * whose bias has the part {@code r[n] Σ W[n, k] β[k]}, to what was folded. By the names of {@link
 * FoldingArguments}, with {@code T[n, k] = E[n, k] c[k] + b'[n] β[k]}:
 *
 * <pre>
 * G[n, k] += r[n] T[n, k]
 * columnSums[k] += Σ r[n] W[n, k] E[n, k] over n, the gradient of c
 * rowSums[n] = Σ W[n, k] T[n, k] over k, the part of W in the gradient of r
 * </pre>
 *
 * Immutable: threads share it.
 */
public final class FoldingKernel {
  private final MachineCode code;
  private final FoldingShape shape;

  private FoldingKernel(MachineCode code, FoldingShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static FoldingKernel of(FoldingShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape).emit();
    return new FoldingKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /** Runs on the calling thread. */
  public void run(FoldingArguments arguments) {
    assert arguments.fit(shape);
    try (Arena arena = Arena.ofConfined()) {
      code.run(arguments.write(arena).address(), 0, 0, 0, 0);
    }
  }

  /**
   * Arguments at RDI. Rows go from the last to the first: so the number of those left, in R11, is
   * where a row's numbers lie.
   */
  private record Code(Assembler asm, FoldingShape shape) {
    private static final int VECTORS = FoldingShape.UNIT / Tile.LANES;

    /** Of a row's sum, each in a vector of its own. */
    private static final int PARTS = 4;

    private static final int ROW_FACTOR = 0;
    private static final int BIAS_GRADIENT = 1;
    private static final int ROW_SUMS = 2;
    private static final int ACROSS = ROW_SUMS + PARTS;
    private static final int WORKING = ACROSS + 1;

    void emit() {
      long lastRow = (shape.rows() - 1L) * shape.rowBytes();
      start(RSI, FoldingArguments.FOLDED_GRADIENT, lastRow);
      start(RDX, FoldingArguments.MATRIX, lastRow);
      start(RCX, FoldingArguments.GRADIENT, lastRow);
      asm.move(R11, shape.rows());
      asm.repeat(
          shape.rows(),
          R11,
          () -> {
            row();
            asm.add(RSI, -2 * shape.rowBytes());
            asm.add(RDX, -2 * shape.rowBytes());
            asm.add(RCX, -2 * shape.rowBytes());
          });
      asm.exit();
    }

    private void start(Register register, int argument, long offset) {
      asm.move(register, at(RDI, argument));
      asm.add(register, Math.toIntExact(offset));
    }

    /** Leaves the matrices' registers at its end. */
    private void row() {
      asm.broadcast(ROW_FACTOR, ofRow(FoldingArguments.ROW_FACTORS));
      asm.broadcast(BIAS_GRADIENT, ofRow(FoldingArguments.FOLDED_BIAS_GRADIENT));
      for (int i = 0; i < PARTS; i++) {
        asm.clear(ROW_SUMS + i);
      }
      asm.move(R8, at(RDI, FoldingArguments.COLUMN_FACTORS));
      asm.move(R9, at(RDI, FoldingArguments.COLUMN_SHIFTS));
      asm.move(R10, at(RDI, FoldingArguments.COLUMN_SUMS));
      asm.repeat(
          shape.columns() / FoldingShape.UNIT,
          RAX,
          () -> {
            for (int i = 0; i < VECTORS; i++) {
              vector(ROW_SUMS + i % PARTS, i * Tile.VECTOR);
            }
            for (Register cursor : new Register[] {RSI, RDX, RCX, R8, R9, R10}) {
              asm.add(cursor, VECTORS * Tile.VECTOR);
            }
          });
      asm.apply(VADDPS, ROW_SUMS, ROW_SUMS, ROW_SUMS + 1);
      asm.apply(VADDPS, ROW_SUMS + 2, ROW_SUMS + 2, ROW_SUMS + 3);
      asm.apply(VADDPS, ROW_SUMS, ROW_SUMS, ROW_SUMS + 2);
      new HorizontalReduction(asm, ACROSS).apply(VADDPS, ROW_SUMS, 1);
      asm.storeFirst(ofRow(FoldingArguments.ROW_SUMS), ROW_SUMS);
    }

    /** The row's number in a vector of such; changes R8. */
    private Address ofRow(int argument) {
      asm.move(R8, at(RDI, argument));
      asm.addFloats(R8, R11);
      return at(R8, -4);
    }

    private void vector(int rowSum, int offset) {
      int folded = WORKING;
      int matrix = WORKING + 1;
      int gradient = WORKING + 2; // over the row factor
      int target = WORKING + 3;
      for (Register cursor : new Register[] {RSI, RDX, RCX}) {
        asm.prefetch(at(cursor, offset - shape.rowBytes())); // the next row
      }
      asm.load(folded, at(RSI, offset));
      asm.load(matrix, at(RDX, offset));
      asm.apply(VMULPS, gradient, BIAS_GRADIENT, at(R9, offset));
      asm.apply(VFMADD231PS, gradient, folded, at(R8, offset));
      asm.apply(VFMADD231PS, rowSum, matrix, gradient);
      asm.load(target, at(RCX, offset));
      asm.apply(VFMADD231PS, target, ROW_FACTOR, gradient);
      asm.store(at(RCX, offset), target);
      asm.apply(VMULPS, matrix, matrix, folded);
      asm.load(target, at(R10, offset));
      asm.apply(VFMADD231PS, target, ROW_FACTOR, matrix);
      asm.store(at(R10, offset), target);
    }
  }
}
