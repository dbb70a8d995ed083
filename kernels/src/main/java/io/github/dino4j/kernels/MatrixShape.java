package io.github.dino4j.kernels;

/**
 * What a kernel was made for in the place of one of its operands.
 *
 * @param name of the operand, for messages
 * @param stride bytes from one row to the next; of a single row it does not matter
 */
public record MatrixShape(String name, ElementType type, int rows, int columns, long stride) {
  /** Without gaps. */
  public static MatrixShape dense(String name, ElementType type, int rows, int columns) {
    return new MatrixShape(name, type, rows, columns, (long) type.bytes() * columns);
  }

  /** So many numbers in fp32. */
  public static MatrixShape vector(String name, int columns) {
    return dense(name, ElementType.FP32, 1, columns);
  }

  /** The same, or {@link Matrix#NONE} where the kernel does without. */
  public MatrixShape onlyIf(boolean there) {
    return there ? this : new MatrixShape(name, ElementType.FP32, 0, 0, 0);
  }

  /**
   * True, for an assertion: what is wrong is said here.
   *
   * @throws AssertionError if {@code matrix} is not what the kernel was made for
   */
  public boolean admits(Matrix matrix) {
    boolean fits =
        matrix.rows() == rows
            && matrix.columns() == columns
            && (rows <= 1 || matrix.stride() == stride)
            && (rows == 0 || matrix.type() == type && matrix.address() != 0);
    if (!fits) {
      throw new AssertionError(
          "%s is %s at %#x, the kernel was made for %s"
              .formatted(
                  name, matrix, matrix.address(), Matrix.words(type, rows, columns, stride)));
    }
    return true;
  }
}
