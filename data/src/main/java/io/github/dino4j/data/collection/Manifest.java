package io.github.dino4j.data.collection;

import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What lists images.
 *
 * @param name of the file, as the user could open it
 * @param folder where relative paths start; null for the working directory
 */
record Manifest(String name, @Nullable Path folder) {
  /** A file that lists images; relative paths start at the folder that it lies in. */
  static Manifest of(Path file) {
    return new Manifest(PathText.text(file), file.getParent());
  }

  /** The record of one entry. */
  ImageRecord image(@Nullable String id, String entry, Annotation annotation) {
    String named = id == null || id.isEmpty() ? entry : id;
    try {
      Path image = PathText.resolve(folder, entry);
      return new ImageRecord(named, PathText.text(image), annotation, ImageBytes.of(image));
    } catch (InvalidPathException e) {
      return ImageRecord.problem(named, entry, "is no path: " + e.getReason());
    }
  }

  /** The record of an entry that names no image. */
  ImageRecord badRow(long row, String reason) {
    return ImageRecord.problem(
        "%s/row %d".formatted(fileName(), row), "%s row %d".formatted(name, row), reason);
  }

  /** The name without its folders. */
  String fileName() {
    return name.substring(name.lastIndexOf(File.separatorChar) + 1);
  }
}
