package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import java.nio.file.Path;
import java.util.Locale;

/** How features lie in a file; the file's extension says which. */
public enum FeatureFormat {
  /** A table: any number of named columns, shapes may differ from row to row. */
  PARQUET,
  /** NumPy: one array of equal rows, {@code [images, dim]} or {@code [images, patches, dim]}. */
  NPY,
  /** safetensors: one named tensor of equal rows, shaped as in NumPy. */
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

  /** Whether all rows are one array, so that they must have one name and equal shapes. */
  boolean isDense() {
    return this != PARQUET;
  }
}
