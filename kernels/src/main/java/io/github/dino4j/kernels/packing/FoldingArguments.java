package io.github.dino4j.kernels.packing;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Addresses of what {@link FoldingKernel} works on, all in fp32.
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
    long foldedGradient,
    long foldedBiasGradient,
    long matrix,
    long rowFactors,
    long columnFactors,
    long columnShifts,
    long gradient,
    long rowSums,
    long columnSums) {
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

  /** The address of these arguments in memory that lives as long as {@code arena}. */
  public long allocate(Arena arena) {
    MemorySegment memory = arena.allocate(BYTES, JAVA_LONG.byteAlignment());
    memory.set(JAVA_LONG, FOLDED_GRADIENT, foldedGradient);
    memory.set(JAVA_LONG, FOLDED_BIAS_GRADIENT, foldedBiasGradient);
    memory.set(JAVA_LONG, MATRIX, matrix);
    memory.set(JAVA_LONG, ROW_FACTORS, rowFactors);
    memory.set(JAVA_LONG, COLUMN_FACTORS, columnFactors);
    memory.set(JAVA_LONG, COLUMN_SHIFTS, columnShifts);
    memory.set(JAVA_LONG, GRADIENT, gradient);
    memory.set(JAVA_LONG, ROW_SUMS, rowSums);
    memory.set(JAVA_LONG, COLUMN_SUMS, columnSums);
    return memory.address();
  }
}
