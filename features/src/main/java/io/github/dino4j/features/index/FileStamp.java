package io.github.dino4j.features.index;

import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What tells that a file has changed.
 *
 * @param bytes its size
 * @param time of its last change, in milliseconds since 1970
 */
record FileStamp(long bytes, long time) {
  /** What no file has. */
  static final FileStamp NONE = new FileStamp(-1, -1);

  /** Of an image, or of the shard or table that it lies in. */
  static FileStamp of(String path) {
    return container(path).map(FileStamp::of).orElse(NONE);
  }

  private static FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    } catch (IOException _) {
      return NONE;
    }
  }

  /**
   * The file that an image is, or lies in as a member of a shard does; empty where there is none.
   */
  static Optional<Path> container(String path) {
    try {
      Path file = PathText.path(path).toAbsolutePath();
      while (file != null && !Files.exists(file)) {
        file = file.getParent();
      }
      return Optional.ofNullable(file).filter(found -> !Files.isDirectory(found));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
