package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How features lie in a file; the file's extension says which. */
public enum FeatureFormat {
  /** A table: any number of named columns, shapes may differ from row to row. */
  PARQUET,
  /** NumPy: one array of equal rows, {@code [images, dim]} or {@code [images, patches, dim]}. */
  NPY,
  /**
   * safetensors: named tensors, shaped as in NumPy. Where grids of patches differ from image to
   * image, the patches of all follow one another, {@code [patches of all images, dim]}, and a
   * tensor {@code grids}, {@code [images, 2]}, has rows and columns of each.
   */
  SAFETENSORS;

  /**
   * The format that a name asks for.
   *
   * @throws DinoException when its extension is none of the three
   */
  public static FeatureFormat of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "parquet" -> PARQUET;
      case "npy" -> NPY;
      case "safetensors" -> SAFETENSORS;
      default ->
          throw new DinoException(
              "%s: features are written to .parquet, .npy or .safetensors".formatted(file));
    };
  }

  /** Whether the numbers of all rows are one array for each name. */
  boolean isDense() {
    return this != PARQUET;
  }

  /** Whether a row may have features of this shape where those of the first row have another. */
  boolean holds(int[] shape, int[] first) {
    return switch (this) {
      case PARQUET -> shape.length == first.length;
      case NPY -> Arrays.equals(shape, first);
      case SAFETENSORS ->
          shape.length == first.length && shape[shape.length - 1] == first[first.length - 1];
    };
  }
}
