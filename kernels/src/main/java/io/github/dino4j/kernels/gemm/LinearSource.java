package io.github.dino4j.kernels.gemm;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.TileShape;
import io.github.dino4j.kernels.packing.ColumnsToRowsKernel;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.TileRegisters;

/**
 * What a {@link LinearKernel} multiplies with its matrix, and how that lies in memory.
 *
 * @param type of source and matrix
 * @param rows of the result
 * @param inputs of a row, over which is summed
 * @param stride bytes from one row to the next, or from one step to the next where {@code tile}
 * @param tile whether it lies like a tile of a packed matrix, {@code [steps, rows, inputs of a
 *     step]}
 */
public record LinearSource(ElementType type, int rows, int inputs, int stride, boolean tile) {
  public LinearSource {
    int dense = tile ? 4 * rows : type.bytes() * inputs;
    boolean fits = tile ? rows <= LinearShape.TILE : inputs % 2 == 0;
    if (rows <= 0 || inputs <= 0 || !fits || stride < dense) {
      throw new DinoException(
          "no kernel for %d rows, %d inputs, %d bytes apart".formatted(rows, inputs, stride));
    }
  }

  /**
   * {@code [rows, inputs]} without gaps.
   *
   * @param inputs an even number
   */
  public static LinearSource ofRows(ElementType type, int rows, int inputs) {
    return new LinearSource(type, rows, inputs, type.bytes() * inputs, false);
  }

  /**
   * One tile, as wide as {@link LinearShape#TILE}; the rows of the result are its columns, the
   * inputs lie below one another. So the product is that of the transposed source. An odd number of
   * inputs in bf16 ends with zeros.
   *
   * @param rows up to {@link LinearShape#TILE}
   */
  public static LinearSource ofTile(ElementType type, int rows, int inputs) {
    return new LinearSource(type, rows, inputs, 4 * LinearShape.TILE, true);
  }

  /**
   * As a product wants its inputs where they are the rows of some matrix: in bf16 on processors
   * with tiles {@link #ofRows}, made by {@link ColumnsToRowsKernel}, otherwise {@link #ofTile},
   * made by {@link PanelKernel}; of as many inputs as {@link #filled} says.
   */
  public static LinearSource ofColumns(ElementType type, int rows, int inputs) {
    return inTiles(type) ? ofRows(type, rows, filled(type, inputs)) : ofTile(type, rows, inputs);
  }

  /** Whether {@link #ofColumns} are rows. */
  public static boolean inTiles(ElementType type) {
    return type == ElementType.BF16 && Processor.hasTiles();
  }

  /** So many inputs and those that fill the last step, or the last tile where there are tiles. */
  public static int filled(ElementType type, int inputs) {
    int unit = inTiles(type) ? TileRegisters.INPUTS : type.inputsOfAStep();
    return Math.ceilDiv(inputs, unit) * unit;
  }

  /** The same as a part of something wider. */
  public LinearSource withStride(int bytes) {
    return new LinearSource(type, rows, inputs, bytes, tile);
  }

  /**
   * True, for an assertion: what is wrong is said here.
   *
   * @throws AssertionError if {@code source} is not what this describes
   */
  boolean admits(Operand source) {
    return switch (source) {
      case Matrix matrix when !tile ->
          new MatrixShape("source", type, rows, inputs, stride).admits(matrix);
      case PackedTile packed when tile ->
          new TileShape("source", type, inputs, rows, stride).admits(packed);
      default ->
          throw new AssertionError("source is %s, the kernel takes %s".formatted(source, this));
    };
  }

  /** Steps of the sum, the last of them half empty if need be. */
  int steps() {
    return type.steps(inputs);
  }

  /** Bytes from what one row has for a step to what the next has. */
  int rowBytes() {
    return tile ? 4 : stride;
  }

  /** Bytes from what a row has for one step to what it has for the next. */
  int stepBytes() {
    return tile ? stride : 4;
  }
}
