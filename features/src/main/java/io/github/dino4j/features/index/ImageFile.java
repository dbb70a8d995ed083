package io.github.dino4j.features.index;

import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.PathText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The file that an image is, or lies in as a member of a shard or a row of a table does. */
final class ImageFile {
  private ImageFile() {}

  /** Empty where there is none. */
  static Optional<Path> of(String path) {
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

  /** Its stamp; {@link FileStamp#NONE} where there is none. */
  static FileStamp stamp(String path) {
    return of(path).map(FileStamp::of).orElse(FileStamp.NONE);
  }
}
