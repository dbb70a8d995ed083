package io.github.dino4j.kernels.gemm;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;

/**
 * Where a {@link LinearKernel} leaves its sums, {@code [rows, outputs]}, and what happens to them.
 *
 * @param outputs a multiple of 16
 * @param stride bytes from one row to the next, also of what lies at the second address
 * @param factor of the sums, with {@link Epilogue#ADD} only
 */
public record LinearTarget(
    Epilogue epilogue, ElementType type, int outputs, int stride, float factor) {
  public LinearTarget {
    boolean fits =
        switch (epilogue) {
          case WRITE, GELU, GELU_AND_DERIVATIVE, TIMES -> factor == 1;
          case WRITE_AND_MAXIMUM -> factor == 1 && type == ElementType.FP32;
          case ADD -> type == ElementType.FP32;
        };
    if (!fits || outputs <= 0 || outputs % 16 != 0 || stride < type.bytes() * outputs) {
      throw new DinoException(
          "no kernel that ends with %s of %d outputs in %s, %d bytes apart"
              .formatted(epilogue, outputs, type, stride));
    }
  }

  /** Written in {@code type}. */
  public static LinearTarget write(ElementType type, int outputs) {
    return of(Epilogue.WRITE, type, outputs, 1);
  }

  /** GELU in {@code type}. */
  public static LinearTarget gelu(ElementType type, int outputs) {
    return of(Epilogue.GELU, type, outputs, 1);
  }

  /**
   * GELU in {@code type}, and at the second address its derivative, which is what the backward pass
   * needs.
   */
  public static LinearTarget geluAndDerivative(ElementType type, int outputs) {
    return of(Epilogue.GELU_AND_DERIVATIVE, type, outputs, 1);
  }

  /** Multiplied by the numbers at the second address, both in {@code type}. */
  public static LinearTarget times(ElementType type, int outputs) {
    return of(Epilogue.TIMES, type, outputs, 1);
  }

  /** Written in fp32, and at the second address the largest of each column. */
  public static LinearTarget writeAndMaximum(int outputs) {
    return of(Epilogue.WRITE_AND_MAXIMUM, ElementType.FP32, outputs, 1);
  }

  /** Added to what is there in fp32. */
  public static LinearTarget add(int outputs) {
    return add(outputs, 1);
  }

  /** Multiplied by {@code factor}, bias included, then added to what is there in fp32. */
  public static LinearTarget add(int outputs, float factor) {
    return of(Epilogue.ADD, ElementType.FP32, outputs, factor);
  }

  private static LinearTarget of(Epilogue epilogue, ElementType type, int outputs, float factor) {
    return new LinearTarget(epilogue, type, outputs, type.bytes() * outputs, factor);
  }

  /** The same as a part of something wider. */
  public LinearTarget withStride(int bytes) {
    return new LinearTarget(epilogue, type, outputs, bytes, factor);
  }

  MatrixShape matrix(String name, int rows) {
    return new MatrixShape(name, type, rows, outputs, stride);
  }

  /** What lies at the second address. */
  MatrixShape secondMatrix(int rows) {
    int its = epilogue == Epilogue.WRITE_AND_MAXIMUM ? 1 : rows;
    return matrix("second", its).onlyIf(second());
  }

  /** Whether something is read or written at the second address. */
  boolean second() {
    return switch (epilogue) {
      case GELU_AND_DERIVATIVE, TIMES, WRITE_AND_MAXIMUM -> true;
      case WRITE, GELU, ADD -> false;
    };
  }
}
