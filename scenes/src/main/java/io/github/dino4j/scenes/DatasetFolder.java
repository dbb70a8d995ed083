package io.github.dino4j.scenes;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.FileTree;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: written as {@code NAME.partial}, moved in one step.
 * What a killed run left there carries a marker and is cleared by the next run; a folder without
 * the marker is somebody's own and is never touched.
 */
final class DatasetFolder implements AutoCloseable {
  private static final String MARKER = ".being-written";
  private final Path target;
  private final Path draft;
  private final LockFile marker;
  private boolean committed;

  DatasetFolder(Path folder) {
    target = folder.toAbsolutePath().normalize();
    draft = PathText.beside(target, "", ".partial");
    try {
      refuseUnlessFree();
      clearLeftovers();
      Files.createDirectories(draft);
      marker = lock();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  Path draft() {
    return draft;
  }

  /** Gives the folder its name. */
  void commit() {
    try {
      marker.close();
      Files.delete(draft.resolve(MARKER));
      WholeFile.move(draft, target);
      committed = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      marker.close();
      FileTree.delete(draft);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void refuseUnlessFree() throws IOException {
    if (Files.isDirectory(target)) {
      try (Stream<Path> inside = Files.list(target)) {
        if (inside.findAny().isPresent()) {
          throw new DinoException(
              "%s already holds files; name a new folder or remove this one".formatted(target));
        }
      }
    } else if (Files.exists(target)) {
      throw new DinoException("%s is a file; name a new folder".formatted(target));
    }
  }

  private void clearLeftovers() throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    if (!Files.exists(draft.resolve(MARKER))) {
      throw new DinoException(
          "%s is in the way and is not a left-over of dino4j; move it or name another folder"
              .formatted(draft));
    }
    try (LockFile free = lock()) {
      FileTree.delete(draft);
    }
  }

  private LockFile lock() throws IOException {
    return LockFile.take(draft.resolve(MARKER))
        .orElseThrow(() ->
            new DinoException(
                "%s is being written by another run; wait for it or name another folder"
                    .formatted(target)));
  }

  private DinoException failed(IOException e) {
    return new DinoException("%s cannot be written: %s".formatted(target, IoReason.of(e)), e);
  }
}
