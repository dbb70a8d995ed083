package io.github.dino4j.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * {@code [rows, columns]} in native memory, row by row. A vector is a matrix of one row.
 *
 * @param stride bytes from one row to the next
 */
public record Matrix(long address, ElementType type, int rows, int columns, long stride)
    implements Operand {
  /** In the place of what a kernel was not made for, such as a bias. */
  public static final Matrix NONE = new Matrix(0, ElementType.FP32, 0, 0, 0);

  public Matrix {
    assert rows >= 0 && columns >= 0 && (rows <= 1 || stride >= (long) type.bytes() * columns)
        : words(type, rows, columns, stride);
  }

  /** Without gaps. */
  public static Matrix dense(long address, ElementType type, int rows, int columns) {
    return new Matrix(address, type, rows, columns, (long) type.bytes() * columns);
  }

  /**
   * Without gaps, from the start of {@code memory} on.
   *
   * @throws IndexOutOfBoundsException if it is too small
   */
  public static Matrix of(MemorySegment memory, ElementType type, int rows, int columns) {
    long bytes = (long) type.bytes() * rows * columns;
    return dense(memory.asSlice(0, bytes).address(), type, rows, columns);
  }

  /** {@code count} rows from {@code first} on. */
  public Matrix rows(int first, int count) {
    assert first >= 0 && count >= 0 && first + count <= rows
        : "rows %d to %d of %s".formatted(first, first + count, this);
    return new Matrix(address + first * stride, type, count, columns, stride);
  }

  /** {@code count} columns from {@code first} on. */
  public Matrix columns(int first, int count) {
    assert first >= 0 && count >= 0 && first + count <= columns
        : "columns %d to %d of %s".formatted(first, first + count, this);
    return new Matrix(address + (long) type.bytes() * first, type, rows, count, stride);
  }

  /** The memory from the first number to the last, for Java to read and write. */
  public MemorySegment memory() {
    long bytes = rows == 0 ? 0 : (rows - 1) * stride + (long) type.bytes() * columns;
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public String toString() {
    return words(type, rows, columns, stride);
  }

  /** As messages show it. */
  static String words(ElementType type, int rows, int columns, long stride) {
    if (rows == 0) {
      return "nothing";
    }
    String numbers = "%s [%d, %d]".formatted(type.name().toLowerCase(Locale.ROOT), rows, columns);
    return rows == 1 ? numbers : numbers + ", rows %d bytes apart".formatted(stride);
  }
}
