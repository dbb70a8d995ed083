package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Frame;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.PairTransposition;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.TileRegisters;
import java.lang.foreign.Arena;

/**
 * Writes the columns of a panel in bf16 as rows, {@code [64, filled]}: what tiles multiply where
 * the sum runs along the rows of that matrix. Immutable: threads share it.
 */
public final class ColumnsToRowsKernel {
  /** Rows that go together: as many numbers fill a vector. */
  private static final int BLOCK = TileRegisters.INPUTS;

  private static final int PAIR_BYTES = 4 * PanelShape.COLUMNS;

  private final MachineCode code;
  private final PanelShape shape;

  private ColumnsToRowsKernel(MachineCode code, PanelShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /**
   * A kernel that lives as long as {@code arena}, where {@link Processor#runs}.
   *
   * @param shape in bf16, filled as {@link LinearSource#filled} says
   */
  public static ColumnsToRowsKernel of(PanelShape shape, Arena arena) {
    int blocks = Math.ceilDiv(shape.rows(), BLOCK);
    if (shape.type() != ElementType.BF16 || shape.filled() != blocks * BLOCK) {
      throw new DinoException(
          "no kernel that makes %d rows in %s of columns".formatted(shape.filled(), shape.type()));
    }
    Assembler asm = new Assembler();
    RowPairs pairs = RowPairs.of(asm, Code.SUMS, Code.WORKING, arena);
    new Code(asm, shape, pairs, new PairTransposition(asm, PAIR_BYTES, 2 * shape.filled())).emit();
    return new ColumnsToRowsKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param source {@code [rows, 64]}
   * @param target {@code [64, filled]} without gaps
   * @param sums of the columns, {@code [64]} in fp32, or {@link Matrix#NONE}
   */
  public void run(Matrix source, Matrix target, Matrix sums) {
    assert shape.source().admits(source);
    assert MatrixShape.dense("target", shape.type(), PanelShape.COLUMNS, shape.filled())
        .admits(target);
    assert shape.columnSums().admits(sums);
    code.run(source.address(), target.address(), sums.address(), 0, 0);
  }

  /** Source at RDI, target at RSI, sums at RDX. */
  private record Code(
      Assembler asm, PanelShape shape, RowPairs pairs, PairTransposition transposition) {
    private static final int SUMS = 8; // those before it belong to the transposition
    private static final int VECTORS = PanelShape.COLUMNS / 16;
    private static final int WORKING = SUMS + VECTORS;

    void emit() {
      Frame frame = new Frame(asm);
      frame.open(R10, BLOCK / 2 * PAIR_BYTES);
      transposition.setMasks();
      pairs.start();
      for (int i = 0; i < VECTORS; i++) {
        asm.clear(SUMS + i);
      }
      asm.repeat(
          shape.rows() / BLOCK,
          R9,
          () -> {
            block(BLOCK);
            asm.add(RDI, BLOCK * shape.rowBytes());
            asm.add(RSI, 2 * BLOCK);
          });
      if (shape.rows() % BLOCK > 0) {
        block(shape.rows() % BLOCK);
      }
      for (int i = 0; shape.sums() && i < VECTORS; i++) {
        asm.store(at(RDX, i * Tile.VECTOR), SUMS + i);
      }
      frame.close();
      asm.exit();
    }

    private void block(int rows) {
      for (int row = 0; row < BLOCK; row += 2) {
        Address first = at(RDI, row * shape.rowBytes());
        int there = Math.clamp(rows - row, 0, 2);
        pairs.emit(first, shape.rowBytes(), there, at(R10, row / 2 * PAIR_BYTES));
        if (shape.sums()) {
          pairs.addToSums();
        }
      }
      for (int column = 0; column < PanelShape.COLUMNS; column += PairTransposition.PAIRS) {
        Address target = at(RSI, column * 2 * shape.filled());
        transposition.emit(BLOCK / 2, at(R10, 4 * column), target);
      }
    }
  }
}
