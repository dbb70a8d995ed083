package io.github.dino4j.data.feature;

import java.nio.file.Path;
import java.util.Map;

/**
 * Feature files of every format, told apart by their extension.
 *
 * <ul>
 *   <li>{@code .parquet}: columns {@code id}, {@code path}, {@code width}, {@code height} and a
 *       {@code list<float>} by the name of the features; of patches also {@code NAME_rows} and
 *       {@code NAME_columns}, the list running over the grid row by row;
 *   <li>{@code .npy}: float32 or float16, {@code [images, dim]} or {@code [images, patches, dim]};
 *   <li>{@code .safetensors}: the same as one tensor by the name of the features. Where grids of
 *       patches differ, the patches of all images follow one another, {@code [patches of all
 *       images, dim]}, and an int32 tensor {@code grids}, {@code [images, 2]}, has rows and columns
 *       of each image.
 * </ul>
 *
 * Beside a dense file lies {@code FILE.ids.txt} with one line a row: id, path, width, height and,
 * of patches, rows and columns of the grid, separated by tabs ({@code \t}, {@code \n}, {@code \r}
 * and {@code \\} stand for these characters in names).
 */
public final class FeatureFile {
  private FeatureFile() {}

  /**
   * Begins a file.
   *
   * @param provenance noted in the file where the format has room: model, transform and the like
   * @throws io.github.dino4j.DinoException when the extension is unknown or the place not writable
   */
  public static FeatureWriter write(Path target, Map<String, String> provenance) {
    return switch (FeatureFormat.of(target)) {
      case PARQUET -> new ParquetFeatureWriter(target, provenance);
      case NPY, SAFETENSORS -> new DenseFeatureWriter(target, provenance);
    };
  }

  /**
   * Opens a file that {@link #write} made.
   *
   * @throws io.github.dino4j.DinoException when it does not exist or is no feature file
   */
  public static FeatureReader read(Path file) {
    return switch (FeatureFormat.of(file)) {
      case PARQUET -> new ParquetFeatureReader(file);
      case NPY, SAFETENSORS -> new DenseFeatureReader(file);
    };
  }
}
