package io.github.dino4j.base;

import io.github.dino4j.DinoException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears whole or not at all: it is written beside its target and moved there in one
 * step. One that lies elsewhere is written on this machine, where there are channels for it, and
 * brought beside its target when it is whole. What a killed process leaves has a fixed name, so the
 * next run writes over it; one process at a time writes a target.
 *
 * <p>{@link #write} and {@link #writeText} do it all; writers that need a path or take many steps
 * hold one of these and {@link #commit} it.
 */
public final class WholeFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path target;
  private final Path beside;
  private final Path draft;

  /**
   * Begins a file; its folder is made where it is missing.
   *
   * @throws DinoException when the folder cannot be made
   */
  public WholeFile(Path target) {
    this(target, "");
  }

  private WholeFile(Path target, String attempt) {
    this.target = target;
    Path absolute = target.toAbsolutePath();
    this.beside = PathText.beside(absolute, ".", attempt + ".part");
    try {
      Files.createDirectories(absolute.resolveSibling("").normalize());
      this.draft = isHere(target) ? beside : Files.createTempFile("dino4j-", ".part");
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /**
   * A file that other processes may write at the same time, with the same bytes: each beside it
   * under a name of its own. What a killed process leaves lies there as {@code .NAME.*.part}.
   *
   * @throws DinoException when the folder cannot be made
   */
  public static WholeFile ofAttempt(Path target) {
    return new WholeFile(target, "." + UUID.randomUUID());
  }

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file from its beginning to its end.
   *
   * @param content is given a buffered stream, and need not close it
   * @throws DinoException when it cannot be written; then {@code target} is as it was
   */
  public static void write(Path target, Content content) {
    try (WholeFile whole = new WholeFile(target)) {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(whole.draft), BUFFER)) {
        content.writeTo(out);
      }
      whole.commit();
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Writes text, in UTF-8. */
  public static void writeText(Path target, String text) {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Where it appears. */
  public Path target() {
    return target;
  }

  private static boolean isHere(Path target) {
    return target.getFileSystem() == FileSystems.getDefault();
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
      if (!isHere(target)) {
        Files.copy(draft, beside, StandardCopyOption.REPLACE_EXISTING);
      }
      move(beside, target);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Moves what is finished, a file or a folder, to its place, over an older file. */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
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
