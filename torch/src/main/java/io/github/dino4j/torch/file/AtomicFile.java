package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that appear whole or not at all: written beside, synced, then moved into place. */
public final class AtomicFile {
  private AtomicFile() {}

  /** What goes into the file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces {@code target}; missing folders are made.
   *
   * @throws DinoException if it cannot be written; then {@code target} is as it was
   */
  public static void write(Path target, Content content) {
    Path whole = target.toAbsolutePath();
    Path beside =
        whole.resolveSibling("." + whole.getFileName() + ".part" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(whole.getParent());
      try (FileChannel channel =
              FileChannel.open(
                  beside,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move(beside, whole);
    } catch (IOException e) {
      throw new DinoException("%s cannot be written: %s".formatted(target, e.getMessage()), e);
    } finally {
      deleteQuietly(beside);
    }
  }

  /** Moves a finished file into place, over an older one. */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Only ever a leftover: that it stays must not hide why it was left. */
  private static void deleteQuietly(Path leftover) {
    try {
      Files.deleteIfExists(leftover);
    } catch (IOException e) {
      leftover.toFile().deleteOnExit();
    }
  }
}
