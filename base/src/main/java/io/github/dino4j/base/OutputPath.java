package io.github.dino4j.base;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says that something cannot be written while nothing has been done for it yet. */
public final class OutputPath {
  private OutputPath() {}

  /**
   * @throws DinoException if {@code file} is a folder, or lies where none can be made or written
   */
  public static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new DinoException("%s is a folder; name a file in it".formatted(PathText.text(file)));
    }
    requireWritable(file.toAbsolutePath().getParent(), file);
  }

  /**
   * @throws DinoException if {@code folder} is a file, or none can be made or written there
   */
  public static void requireFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new DinoException("%s is a file; name a folder".formatted(PathText.text(folder)));
    }
    requireWritable(folder.toAbsolutePath(), folder);
  }

  /** Tries the nearest folder that is there: what is missing below it will be made. */
  private static void requireWritable(@Nullable Path folder, Path target) {
    Path nearest = folder;
    while (nearest != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (nearest == null) {
      return;
    }
    try {
      Files.delete(Files.createTempFile(nearest, ".dino4j-", ".probe"));
    } catch (IOException e) {
      throw new DinoException(
          "%s cannot be written: %s: %s"
              .formatted(PathText.text(target), PathText.text(nearest), reason(nearest, e)),
          e);
    }
  }

  private static String reason(Path nearest, IOException e) {
    return Files.isDirectory(nearest) ? IoReason.of(e) : "a file, not a folder";
  }
}
