package io.github.dino4j.image.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that lists images; relative paths start at the folder that it lies in. */
record Manifest(Path file) {
  /** The record of one entry. */
  ImageRecord image(@Nullable String id, String entry, @Nullable String label) {
    String name = id == null || id.isEmpty() ? entry : id;
    try {
      Path image = file.resolveSibling(entry);
      return new ImageRecord(
          name, image.toString(), Annotation.ofLabel(label), ImageBytes.of(image));
    } catch (InvalidPathException e) {
      return ImageRecord.problem(name, entry, "is no path: " + e.getReason());
    }
  }

  /** The record of an entry that names no image. */
  ImageRecord badRow(long row, String reason) {
    return ImageRecord.problem(
        "%s/row %d".formatted(file.getFileName(), row), "%s row %d".formatted(file, row), reason);
  }
}
