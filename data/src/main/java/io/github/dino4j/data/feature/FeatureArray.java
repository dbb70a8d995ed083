package io.github.dino4j.data.feature;

import java.util.Arrays;

/**
 * Features of one image: a vector {@code [dim]}, or one vector a patch {@code [rows, columns,
 * dim]}.
 *
 * @param shape one or three lengths
 * @param values row by row; owned by this array and shared, not copied
 * @param type what they are written as
 */
public record FeatureArray(int[] shape, float[] values, FeatureType type) {
  public FeatureArray {
    long size = 1;
    for (int length : shape) {
      size *= length;
    }
    if ((shape.length != 1 && shape.length != 3) || size != values.length) {
      throw new IllegalArgumentException(
          "%d values are no features of shape %s".formatted(values.length, text(shape)));
    }
  }

  /** Features that are written in full. */
  public FeatureArray(int[] shape, float[] values) {
    this(shape, values, FeatureType.FLOAT32);
  }

  /** The same, written as another type. */
  public FeatureArray as(FeatureType other) {
    return new FeatureArray(shape, values, other);
  }

  /** Features of shape {@code [dim]}. */
  public static FeatureArray vector(float... values) {
    return new FeatureArray(new int[] {values.length}, values);
  }

  /** Features of shape {@code [rows, columns, dim]}. */
  public static FeatureArray grid(int rows, int columns, float[] values) {
    return new FeatureArray(new int[] {rows, columns, values.length / (rows * columns)}, values);
  }

  /** Whether there is one vector a patch. */
  public boolean isGrid() {
    return shape.length == 3;
  }

  /** Features in one vector. */
  public int dim() {
    return shape[shape.length - 1];
  }

  static String text(int[] shape) {
    return Arrays.toString(shape);
  }
}
