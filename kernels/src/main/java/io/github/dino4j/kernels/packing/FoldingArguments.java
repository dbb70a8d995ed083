package io.github.dino4j.kernels.packing;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.kernels.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What {@link FoldingKernel} works on, all in fp32 and without gaps.
 *
 * @param foldedGradient E, that of the folded matrix, {@code [rows, columns]}
 * @param foldedBiasGradient b', that of the folded bias, {@code [rows]}
 * @param matrix W, {@code [rows, columns]}
 * @param rowFactors r, {@code [rows]}
 * @param columnFactors c, {@code [columns]}
 * @param columnShifts β, {@code [columns]}
 * @param gradient G, that of the matrix, {@code [rows, columns]}, added to
 * @param rowSums {@code [rows]}, written
 * @param columnSums {@code [columns]}, added to
 */
public record FoldingArguments(
    Matrix foldedGradient,
    Matrix foldedBiasGradient,
    Matrix matrix,
    Matrix rowFactors,
    Matrix columnFactors,
    Matrix columnShifts,
    Matrix gradient,
    Matrix rowSums,
    Matrix columnSums) {
  static final int FOLDED_GRADIENT = 0;
  static final int FOLDED_BIAS_GRADIENT = 8;
  static final int MATRIX = 16;
  static final int ROW_FACTORS = 24;
  static final int COLUMN_FACTORS = 32;
  static final int COLUMN_SHIFTS = 40;
  static final int GRADIENT = 48;
  static final int ROW_SUMS = 56;
  static final int COLUMN_SUMS = 64;

  private static final int BYTES = 72;

  /**
   * True, for an assertion: what is wrong is said by the operand.
   *
   * @throws AssertionError if one of them is not what a kernel for {@code shape} was made for
   */
  boolean fit(FoldingShape shape) {
    return shape.matrix("folded gradient").admits(foldedGradient)
        && shape.ofRows("folded bias gradient").admits(foldedBiasGradient)
        && shape.matrix("matrix").admits(matrix)
        && shape.ofRows("row factors").admits(rowFactors)
        && shape.ofColumns("column factors").admits(columnFactors)
        && shape.ofColumns("column shifts").admits(columnShifts)
        && shape.matrix("gradient").admits(gradient)
        && shape.ofRows("row sums").admits(rowSums)
        && shape.ofColumns("column sums").admits(columnSums);
  }

  /** The addresses as the code reads them, in memory that lives as long as {@code arena}. */
  MemorySegment write(Arena arena) {
    MemorySegment memory = arena.allocate(BYTES, JAVA_LONG.byteAlignment());
    memory.set(JAVA_LONG, FOLDED_GRADIENT, foldedGradient.address());
    memory.set(JAVA_LONG, FOLDED_BIAS_GRADIENT, foldedBiasGradient.address());
    memory.set(JAVA_LONG, MATRIX, matrix.address());
    memory.set(JAVA_LONG, ROW_FACTORS, rowFactors.address());
    memory.set(JAVA_LONG, COLUMN_FACTORS, columnFactors.address());
    memory.set(JAVA_LONG, COLUMN_SHIFTS, columnShifts.address());
    memory.set(JAVA_LONG, GRADIENT, gradient.address());
    memory.set(JAVA_LONG, ROW_SUMS, rowSums.address());
    memory.set(JAVA_LONG, COLUMN_SUMS, columnSums.address());
    return memory;
  }
}
