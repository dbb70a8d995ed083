package io.github.dino4j.curate;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.UnitVectors;
import java.io.Serializable;
import java.util.List;

/**
 * Vectors, one after the other, {@code [size, dim]}. What a task of a cluster holds at a time, or
 * all there is.
 *
 * @param values {@code [size, dim]}, not copied: nobody changes them
 */
public record VectorBlock(float[] values, int dim) implements Serializable {
  /** How far the squared length of a vector may be from 1, as float32 and fp16 round it. */
  private static final double UNIT_TOLERANCE = 4e-3;

  /**
   * @throws DinoException if the values are no whole vectors, or one is not finite
   */
  public VectorBlock {
    if (dim < 1 || values.length % dim != 0) {
      throw new DinoException("%d values are no vectors of %d each".formatted(values.length, dim));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DinoException(
            "vector %d holds %s: leave it out, or embed its image anew"
                .formatted(i / dim, values[i]));
      }
    }
  }

  /** Number of vectors. */
  public int size() {
    return values.length / dim;
  }

  /** The same vectors scaled to length 1; one of zeros stays so. */
  public VectorBlock normalized() {
    return new VectorBlock(UnitVectors.of(values, dim), dim);
  }

  /** A copy of a vector. */
  public float[] vector(int number) {
    float[] vector = new float[dim];
    System.arraycopy(values, number * dim, vector, 0, dim);
    return vector;
  }

  /** Copies of the vectors from {@code first} up to {@code end}. */
  public VectorBlock slice(int first, int end) {
    float[] slice = new float[Math.multiplyExact(end - first, dim)];
    System.arraycopy(values, first * dim, slice, 0, slice.length);
    return new VectorBlock(slice, dim);
  }

  /** The vectors of several blocks, at least one, one after the other. */
  public static VectorBlock concat(List<VectorBlock> blocks) {
    int length = 0;
    for (VectorBlock block : blocks) {
      blocks.getFirst().requireDim(block);
      length = Math.addExact(length, block.values.length);
    }
    float[] values = new float[length];
    int at = 0;
    for (VectorBlock block : blocks) {
      System.arraycopy(block.values, 0, values, at, block.values.length);
      at += block.values.length;
    }
    return new VectorBlock(values, blocks.getFirst().dim);
  }

  /** Copies of some vectors, in this order. */
  public VectorBlock select(int[] numbers) {
    float[] selected = new float[Math.multiplyExact(numbers.length, dim)];
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(values, numbers[i] * dim, selected, i * dim, dim);
    }
    return new VectorBlock(selected, dim);
  }

  /** The dot product with a vector of another block, in float64. */
  public double dot(int number, VectorBlock other, int otherNumber) {
    double sum = 0;
    int from = number * dim;
    int otherFrom = otherNumber * dim;
    for (int d = 0; d < dim; d++) {
      sum += (double) values[from + d] * other.values[otherFrom + d];
    }
    return sum;
  }

  /**
   * @throws DinoException if the vectors of the other block have another size
   */
  public void requireDim(VectorBlock other) {
    if (other.dim != dim) {
      throw new DinoException(
          "vectors of %d values cannot be compared with vectors of %d: embed both with one model"
              .formatted(other.dim, dim));
    }
  }

  /**
   * @throws DinoException if a vector is neither of length 1 nor of zeros
   */
  public void requireUnit() {
    for (int i = 0; i < size(); i++) {
      double squares = dot(i, this, i);
      if (squares != 0 && Math.abs(squares - 1) > UNIT_TOLERANCE) {
        throw new DinoException(
            "vector %d has the length %.3f, not 1: normalize the vectors first"
                .formatted(i, Math.sqrt(squares)));
      }
    }
  }
}
