package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VADDPS;
import static io.github.dino4j.torch.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;

/**
 * Packs a panel of a matrix as a tile whose reduction runs along the rows. In bf16 neighbouring
 * rows are interleaved to {@code [rows / 2, 64, 2]}, an odd last row gets a neighbour of zeros; in
 * fp32 rows are copied to {@code [rows, 64]}. Immutable: threads share it.
 */
public final class PanelKernel {
  private final MachineCode code;

  private PanelKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static PanelKernel of(PanelShape shape, Arena arena) {
    Assembler asm = new Assembler();
    long constants = shape.type() == ElementType.BF16 ? Interleaving.constants(arena) : 0;
    new Code(asm, shape, constants).emit();
    return new PanelKernel(MachineCode.of(asm.code(), arena));
  }

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param source the first of the columns in the first row
   * @param target of {@link PanelShape#tileBytes}
   * @param sums of the columns, {@code [64]} in fp32, not written where the shape has none
   */
  public void run(long source, long target, long sums) {
    code.run(source, target, sums, 0, 0);
  }

  /**
   * Source at RDI, target at RSI, sums at RDX.
   *
   * @param constants of {@link Interleaving}, in bf16 only
   */
  private record Code(Assembler asm, PanelShape shape, long constants) {
    /** Of a step in the target. */
    private static final int VECTORS = PanelShape.COLUMNS / 16;

    /** How early rows are asked for, which the processor does not foresee. */
    private static final int ROWS_AHEAD = 16;

    private static final int SUMS = 0;
    private static final int STEP = SUMS + VECTORS;

    // In bf16 only.
    private static final int ROW = STEP + VECTORS;
    private static final int NEIGHBOUR = ROW + VECTORS / 2;
    private static final int INDICES = NEIGHBOUR + VECTORS / 2;
    private static final int ONES = INDICES + 2;

    /** Two of 1 in bf16. */
    private static final int ONE_AND_ONE = 0x3f803f80;

    void emit() {
      for (int i = 0; i < VECTORS; i++) {
        asm.clear(SUMS + i);
      }
      if (inPairs()) {
        asm.fill(ONES, Float.intBitsToFloat(ONE_AND_ONE));
        asm.move(RAX, constants);
        new Interleaving(asm, INDICES).load(RAX);
      }
      int rows = shape.rowsOfAStep();
      asm.repeat(
          shape.rows() / rows,
          RAX,
          () -> {
            step(rows);
            asm.add(RDI, rows * shape.rowBytes());
            asm.add(RSI, VECTORS * Tile.VECTOR);
          });
      int rest = shape.rows() % rows;
      if (rest > 0) {
        step(rest);
      }
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
        pair(rows == 2);
      } else {
        load(STEP, VECTORS, 0);
      }
      for (int i = 0; i < VECTORS; i++) {
        asm.store(at(RSI, i * Tile.VECTOR), STEP + i);
        if (shape.sums()) {
          addToSum(i);
        }
      }
    }

    private void prefetch(int row) {
      int bytes = shape.type().bytes() * PanelShape.COLUMNS;
      for (int at = 0; at < bytes; at += Tile.VECTOR) {
        asm.prefetch(at(RDI, row * shape.rowBytes() + at));
      }
    }

    private void load(int target, int vectors, int row) {
      for (int i = 0; i < vectors; i++) {
        asm.load(target + i, at(RDI, row * shape.rowBytes() + i * Tile.VECTOR));
      }
    }

    private void pair(boolean both) {
      load(ROW, VECTORS / 2, 0);
      if (both) {
        load(NEIGHBOUR, VECTORS / 2, 1);
      }
      Interleaving interleaving = new Interleaving(asm, INDICES);
      for (int i = 0; i < VECTORS / 2; i++) {
        if (!both) {
          asm.clear(NEIGHBOUR + i);
        }
        interleaving.apply(STEP + 2 * i, ROW + i, NEIGHBOUR + i);
      }
    }

    private void addToSum(int i) {
      if (inPairs()) {
        asm.apply(VDPBF16PS, SUMS + i, ONES, STEP + i);
      } else {
        asm.apply(VADDPS, SUMS + i, SUMS + i, STEP + i);
      }
    }
  }
}
