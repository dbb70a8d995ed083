package io.github.dino4j.curate.pool;

import io.github.dino4j.base.PathText;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * The name of a file as tasks carry it to other machines, since paths are not serializable: its
 * text, or its URI where it lies in an object store and the like.
 */
public record FileName(String text, boolean isUri) implements Serializable {
  /** The name of a file here or there. */
  public static FileName of(Path path) {
    return path.getFileSystem() == FileSystems.getDefault()
        ? new FileName(PathText.text(path), false)
        : new FileName(path.toUri().toString(), true);
  }

  /** The file. */
  public Path path() {
    return isUri ? Path.of(URI.create(text)) : PathText.path(text);
  }
}
