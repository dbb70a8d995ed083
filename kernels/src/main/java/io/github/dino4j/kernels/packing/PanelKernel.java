package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * Packs a panel of a matrix as a tile whose reduction runs along the rows. In bf16 neighbouring
 * rows are interleaved to {@code [filled / 2, 64, 2]}, an odd last row gets a neighbour of zeros;
 * in fp32 rows are copied to {@code [filled, 64]}. Immutable: threads share it.
 */
public final class PanelKernel {
  private final MachineCode code;
  private final PanelShape shape;

  private PanelKernel(MachineCode code, PanelShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static PanelKernel of(PanelShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape, RowPairs.of(asm, Code.SUMS, Code.STEP + Code.VECTORS, arena)).emit();
    return new PanelKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param source {@code [rows, 64]}
   * @param target {@code filled} inputs of 64 outputs without gaps
   * @param sums of the columns, {@code [64]} in fp32, or {@link Matrix#NONE}
   */
  public void run(Matrix source, PackedTile target, Matrix sums) {
    assert shape.source().admits(source);
    assert shape.tile().admits(target);
    assert shape.columnSums().admits(sums);
    code.run(source.address(), target.address(), sums.address(), 0, 0);
  }

  /**
   * Source at RDI, target at RSI, sums at RDX.
   *
   * @param pairs in bf16 only
   */
  private record Code(Assembler asm, PanelShape shape, RowPairs pairs) {
    /** Of a step in the target. */
    private static final int VECTORS = PanelShape.COLUMNS / Tile.LANES;

    /** How early rows are asked for, which the processor does not foresee. */
    private static final int ROWS_AHEAD = 16;

    private static final int SUMS = 0;
    private static final int STEP = SUMS + VECTORS;

    void emit() {
      for (int i = 0; i < VECTORS; i++) {
        asm.clear(SUMS + i);
      }
      if (inPairs()) {
        pairs.start();
      }
      int rows = shape.rowsOfAStep();
      asm.repeat(shape.rows() / rows, RAX, () -> step(rows));
      if (shape.rows() % rows > 0) {
        step(shape.rows() % rows);
      }
      zeros();
      for (int i = 0; shape.sums() && i < VECTORS; i++) {
        asm.store(at(RDX, i * Tile.VECTOR), SUMS + i);
      }
      asm.exit();
    }

    private boolean inPairs() {
      return shape.type() == ElementType.BF16;
    }

    private void step(int rows) {
      for (int row = 0; row < rows; row++) {
        prefetch(ROWS_AHEAD + row);
      }
      if (inPairs()) {
        pairs.emit(at(RDI), shape.rowBytes(), rows, at(RSI));
      } else {
        copy();
      }
      if (shape.sums()) {
        addToSums();
      }
      asm.add(RDI, rows * shape.rowBytes());
      asm.add(RSI, VECTORS * Tile.VECTOR);
    }

    private void prefetch(int row) {
      int bytes = shape.type().bytes() * PanelShape.COLUMNS;
      for (int at = 0; at < bytes; at += Tile.VECTOR) {
        asm.prefetch(at(RDI, row * shape.rowBytes() + at));
      }
    }

    private void copy() {
      for (int i = 0; i < VECTORS; i++) {
        asm.load(STEP + i, at(RDI, i * Tile.VECTOR));
        asm.store(at(RSI, i * Tile.VECTOR), STEP + i);
      }
    }

    private void addToSums() {
      if (inPairs()) {
        pairs.addToSums();
        return;
      }
      for (int i = 0; i < VECTORS; i++) {
        asm.apply(VADDPS, SUMS + i, SUMS + i, STEP + i);
      }
    }

    private void zeros() {
      asm.clear(STEP);
      for (int i = 0; i < VECTORS * shape.emptySteps(); i++) {
        asm.store(at(RSI, i * Tile.VECTOR), STEP);
      }
    }
  }
}
