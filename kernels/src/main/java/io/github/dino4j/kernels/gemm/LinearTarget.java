package io.github.dino4j.kernels.gemm;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;

/**
 * Where a {@link LinearKernel} leaves its sums, {@code [rows, outputs]}, and what happens to them.
 *
 * @param outputs a multiple of 16
 * @param stride bytes from one row to the next, also of what lies at the second address
 * @param factor of the sums, with {@link Epilogue#ADD} only
 */
public record LinearTarget(Epilogue finish, ElementType type, int outputs, int stride, float factor) {
  public LinearTarget {
    boolean fits =
        switch (finish) {
          case WRITE, GELU, GELU_AND_SLOPE, TIMES -> factor == 1;
          case ADD -> type == ElementType.FP32;
        };
    if (!fits || outputs <= 0 || outputs % 16 != 0 || stride < type.bytes() * outputs) {
      throw new DinoException(
          "no kernel that ends with %s of %d outputs in %s, %d bytes apart"
              .formatted(finish, outputs, type, stride));
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
   * GELU in {@code type}, and at the second address its slope, which is what the backward pass
   * needs.
   */
  public static LinearTarget geluAndSlope(ElementType type, int outputs) {
    return of(Epilogue.GELU_AND_SLOPE, type, outputs, 1);
  }

  /** Multiplied by the numbers at the second address, both in {@code type}. */
  public static LinearTarget times(ElementType type, int outputs) {
    return of(Epilogue.TIMES, type, outputs, 1);
  }

  /** Added to what is there in fp32. */
  public static LinearTarget add(int outputs) {
    return add(outputs, 1);
  }

  /** Multiplied by {@code factor}, bias included, then added to what is there in fp32. */
  public static LinearTarget add(int outputs, float factor) {
    return of(Epilogue.ADD, ElementType.FP32, outputs, factor);
  }

  private static LinearTarget of(Epilogue finish, ElementType type, int outputs, float factor) {
    return new LinearTarget(finish, type, outputs, type.bytes() * outputs, factor);
  }

  /** The same as a part of something wider. */
  public LinearTarget withStride(int bytes) {
    return new LinearTarget(finish, type, outputs, bytes, factor);
  }

  /** Whether something is read or written at the second address. */
  boolean second() {
    return finish == Epilogue.GELU_AND_SLOPE || finish == Epilogue.TIMES;
  }
}
