package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import java.lang.foreign.Arena;

/**
 * Writes columns of a matrix in bf16 as rows, and their sums: what tiles multiply where the sum
 * runs along the rows of that matrix. Immutable: threads share it.
 */
public final class ColumnsToRowsKernel {
  /** Rows that go together: as many numbers fill a vector. */
  private static final int BLOCK = TileRegisters.INPUTS;

  private final MachineCode code;

  private ColumnsToRowsKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static ColumnsToRowsKernel of(ColumnsToRowsShape shape, Arena arena) {
    Assembler asm = new Assembler();
    RowPairs pairs = RowPairs.of(asm, FIRST_FREE, shape.rowBytes(), arena);
    new Code(asm, shape, pairs, new PairTransposition(asm, RowPairs.BYTES, 2 * shape.filled()))
        .emit();
    return new ColumnsToRowsKernel(MachineCode.of(asm.code(), arena));
  }

  /** Vectors before it belong to the transposition. */
  private static final int FIRST_FREE = 8;

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param source the first of the columns in the first row
   * @param target {@code [64, filled]} in bf16
   * @param sums of the columns, {@code [64]} in fp32, not written where the shape has none
   */
  public void run(long source, long target, long sums) {
    code.run(source, target, sums, 0, 0);
  }

  /** Source at RDI, target at RSI, sums at RDX. */
  private record Code(
      Assembler asm, ColumnsToRowsShape shape, RowPairs pairs, PairTransposition transposition) {
    void emit() {
      Frame frame = new Frame(asm);
      frame.open(R10, BLOCK / 2 * RowPairs.BYTES);
      transposition.setMasks();
      pairs.start();
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
      if (shape.sums()) {
        pairs.storeSums(RDX);
      }
      frame.close();
      asm.exit();
    }

    private void block(int rows) {
      for (int row = 0; row < BLOCK; row += 2) {
        pairs.emit(row, rows, at(R10, row / 2 * RowPairs.BYTES));
      }
      int columns = ColumnsToRowsShape.COLUMNS;
      for (int column = 0; column < columns; column += PairTransposition.PAIRS) {
        Address target = at(RSI, column * 2 * shape.filled());
        transposition.emit(BLOCK / 2, at(R10, 4 * column), target);
      }
    }
  }
}
