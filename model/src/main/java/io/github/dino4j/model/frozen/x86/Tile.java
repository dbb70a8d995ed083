package io.github.dino4j.model.frozen.x86;

import static io.github.dino4j.model.frozen.x86.Instruction.VDPBF16PS;

import java.util.function.IntFunction;

/**
 * A part of a matrix product that fits in registers: sums of {@code rows} rows and {@code columns}
 * vectors of 16 columns, in the vectors {@link #sum}. All other vectors are free between steps.
 */
record Tile(Assembler asm, int rows, int columns) {
  /** Rows and columns of the largest tile: its 24 sums hide how long a product takes. */
  static final int ROWS = 6;

  static final int COLUMNS = 4;

  private static final int RIGHT = 24;
  private static final int LEFT = 28;
  private static final int LEFT_VECTORS = 4;

  int sum(int row, int column) {
    return row * COLUMNS + column;
  }

  void clear(int column) {
    for (int row = 0; row < rows; row++) {
      asm.clear(sum(row, column));
    }
  }

  void clear() {
    for (int column = 0; column < columns; column++) {
      clear(column);
    }
  }

  /**
   * Adds the products of one pair: of the two numbers at {@code left} of each row with the 16 pairs
   * at {@code right} of each column.
   */
  void multiply(IntFunction<Address> left, IntFunction<Address> right) {
    for (int column = 0; column < columns; column++) {
      asm.load(RIGHT + column, right.apply(column));
    }
    for (int row = 0; row < rows; row++) {
      int pair = LEFT + row % LEFT_VECTORS;
      asm.broadcast(pair, left.apply(row));
      for (int column = 0; column < columns; column++) {
        asm.apply(VDPBF16PS, sum(row, column), pair, RIGHT + column);
      }
    }
  }
}
