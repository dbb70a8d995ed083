package io.github.dino4j.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells that a file has changed.
 *
 * @param bytes its size
 * @param time of its last change, in milliseconds since 1970
 */
public record FileStamp(long bytes, long time) {
  /** What no file has. */
  public static final FileStamp NONE = new FileStamp(-1, -1);

  /** Of a file; {@link #NONE} of a folder, and of what is not there. */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.isDirectory()
          ? NONE
          : new FileStamp(found.size(), found.lastModifiedTime().toMillis());
    } catch (IOException _) {
      return NONE;
    }
  }
}
