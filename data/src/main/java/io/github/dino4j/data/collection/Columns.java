package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a manifest's columns stand, found by name whatever their case; -1 where one is absent.
 *
 * @param path {@code path}, {@code file}, {@code image}, {@code filename}, {@code file_name},
 *     {@code image_path}, {@code filepath}, {@code file_path} or {@code image.path}
 * @param id {@code id}
 */
record Columns(int path, int id) {
  private static final List<String> PATHS =
      List.of(
          "path",
          "file",
          "image",
          "filename",
          "file_name",
          "image_path",
          "filepath",
          "file_path",
          "image.path");

  static Columns of(List<String> header) {
    List<String> names =
        header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int path = PATHS.stream().mapToInt(names::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
    return new Columns(path, names.indexOf("id"));
  }

  /** Whether a column of this name holds paths. */
  static boolean isPath(String name) {
    return PATHS.contains(name.strip().toLowerCase(Locale.ROOT));
  }

  static DinoException noPath(Path manifest, List<String> header) {
    return new DinoException(
        "%s: no column is named path, file, image or filename; it has %s"
            .formatted(manifest, String.join(", ", header)));
  }

  static @Nullable String field(List<String> row, int column) {
    return column >= 0 && column < row.size() ? row.get(column).strip() : null;
  }
}
