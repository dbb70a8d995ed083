package io.github.dino4j.files;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all, for writers that need a path or take many steps: it is
 * written beside its target and moved there in one step. What a killed process leaves has a fixed
 * name, so the next run writes over it.
 */
public final class WholeFile implements AutoCloseable {
  private final Path target;
  private final Path draft;

  /**
   * Begins a file; its folder is made where it is missing.
   *
   * @throws DinoException when the folder cannot be made
   */
  public WholeFile(Path target) {
    this.target = target;
    Path absolute = target.toAbsolutePath();
    this.draft = absolute.resolveSibling("." + absolute.getFileName() + ".part");
    try {
      Files.createDirectories(absolute.resolveSibling("").normalize());
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Where to write until {@link #commit}. */
  public Path draft() {
    return draft;
  }

  /**
   * Brings the written bytes to the disk and moves the file to its target, replacing what was
   * there.
   *
   * @throws DinoException when the disk is full or the target cannot be replaced
   */
  public void commit() {
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      AtomicFile.move(draft, target);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw failed(draft, e);
    }
  }

  /** The one line that says why a file could not be written, and what to do. */
  public static DinoException failed(Path file, IOException cause) {
    return new DinoException("%s cannot be written: %s".formatted(file, IoReason.of(cause)), cause);
  }
}
