package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;

import io.github.dino4j.kernels.ElementType;
import java.util.function.IntFunction;

/**
 * A part of a matrix product that fits in registers: sums of {@code rows} rows and {@code columns}
 * vectors of columns, in the vectors {@link #sum}.
 */
public record Tile(Assembler asm, int rows, int columns) {
  /** Numbers in fp32 that a vector holds. */
  public static final int LANES = VectorWidth.HERE.lanes;

  /** Bytes of a vector. */
  public static final int VECTOR = VectorWidth.HERE.bytes();

  /**
   * Rows and columns of the largest tile, whose 24 sums, 12 in AVX2, hide how long a product takes.
   */
  public static final int ROWS = 6;

  public static final int COLUMNS = VectorWidth.HERE.registers / 8;

  /** Vectors that no sum lies in, free between steps. */
  public static final int FIRST_FREE = ROWS * COLUMNS;

  private static final int RIGHT = FIRST_FREE;
  private static final int LEFT = RIGHT + COLUMNS;
  private static final int LEFT_VECTORS = VectorWidth.HERE.registers - LEFT;

  public int sum(int row, int column) {
    return row * COLUMNS + column;
  }

  /** What is done with a sum. */
  @FunctionalInterface
  public interface SumCode {
    void emit(int sum, int row, int column);
  }

  public void forEachSum(SumCode code) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        code.emit(sum(row, column), row, column);
      }
    }
  }

  public void clear() {
    forEachSum((sum, row, column) -> asm.clear(sum));
  }

  /**
   * Adds the products of one step: of the four bytes at {@code left} of each row, a pair in bf16,
   * one number in fp32, with each of the vector at {@code right} of each column.
   *
   * @param type of what is multiplied
   */
  public void multiply(ElementType type, IntFunction<Address> left, IntFunction<Address> right) {
    Instruction product = type == ElementType.BF16 ? VDPBF16PS : VFMADD231PS;
    for (int column = 0; column < columns; column++) {
      asm.load(RIGHT + column, right.apply(column));
    }
    for (int row = 0; row < rows; row++) {
      int pair = LEFT + row % LEFT_VECTORS;
      asm.broadcast(pair, left.apply(row));
      for (int column = 0; column < columns; column++) {
        asm.apply(product, sum(row, column), pair, RIGHT + column);
      }
    }
  }
}
