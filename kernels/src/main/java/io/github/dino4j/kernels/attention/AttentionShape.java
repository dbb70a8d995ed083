package io.github.dino4j.kernels.attention;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.MemorySegment;

/**
 * Attention of one head for a chunk of queries.
 *
 * @param type of all numbers in memory
 * @param queries rows of queries and of the result
 * @param keys rows of keys and of values
 * @param headWidth numbers in a row, a multiple of {@link #WIDTH_UNIT}
 * @param tokenBytes from one row of queries, keys or values to the next
 * @param resultBytes from one row of the result to the next
 */
public record AttentionShape(
    ElementType type, int queries, int keys, int headWidth, int tokenBytes, int resultBytes) {
  /** In bf16, heads are packed 64 bytes at a time; in fp32, half as many numbers would do. */
  public static final int WIDTH_UNIT = 32;

  private static final int CACHE_LINE = 64;

  public AttentionShape {
    if (queries <= 0 || keys <= 0 || headWidth <= 0 || headWidth % WIDTH_UNIT != 0) {
      throw new DinoException(
          "no kernel for %d queries, %d keys, heads of %d".formatted(queries, keys, headWidth));
    }
  }

  /** Queries, keys or values of the head. */
  MatrixShape ofTokens(String name, int rows) {
    return new MatrixShape(name, type, rows, headWidth, tokenBytes);
  }

  MatrixShape ofResults(String name) {
    return new MatrixShape(name, type, queries, headWidth, resultBytes);
  }

  /**
   * From the head's queries to its values, where these and the keys between them lie as far apart
   * as rows of the result.
   */
  MatrixShape ofAllThree(String name) {
    return new MatrixShape(name, type, queries, 2 * dim() + headWidth, tokenBytes);
  }

  /** Numbers of a row of the result, those of all heads. */
  int dim() {
    return resultBytes / type.bytes();
  }

  /**
   * True, for an assertion: what is wrong is said here.
   *
   * @throws AssertionError if {@code workspace} is too small or starts within a cache line
   */
  static boolean holds(MemorySegment workspace, long bytes) {
    if (workspace.byteSize() < bytes || workspace.address() % CACHE_LINE != 0) {
      throw new AssertionError(
          "the workspace has %d bytes at %#x, the kernel needs %d on a cache line"
              .formatted(workspace.byteSize(), workspace.address(), bytes));
    }
    return true;
  }

  /** Bytes of a row of the head. */
  int headBytes() {
    return type.bytes() * headWidth;
  }

  /** Neighbouring numbers, or rows, that one step of a product takes: two in bf16, one in fp32. */
  int ofAStep() {
    return type.inputsOfAStep();
  }

  /** Steps of a product along the width of the head. */
  int headSteps() {
    return headWidth / ofAStep();
  }

  /** Steps of a product along the keys, the last of them half empty if need be. */
  int keySteps() {
    return type.steps(keys);
  }

  /** Vectors of keys. */
  int keyVectors() {
    return Math.ceilDiv(keys, Tile.LANES);
  }
}
