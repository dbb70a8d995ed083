package io.github.dino4j.image;

import io.github.dino4j.DinoException;
import java.nio.file.Path;

/**
 * A file that cannot be turned into pixels, with the reason in one line. It concerns this file
 * alone: a run over many files notes it and goes on.
 */
public final class UnreadableImageException extends DinoException {
  private final String reason;

  public UnreadableImageException(String reason) {
    super(reason);
    this.reason = reason;
  }

  private UnreadableImageException(Path file, UnreadableImageException cause) {
    super(file + ": " + cause.reason, cause);
    this.reason = cause.reason;
  }

  /** What is wrong, without the name of the file. */
  public String reason() {
    return reason;
  }

  /** The same, naming the file in its message. */
  public UnreadableImageException in(Path file) {
    return new UnreadableImageException(file, this);
  }

  public static UnreadableImageException broken(String format, String what) {
    return new UnreadableImageException("a broken " + format + ": " + what);
  }

  public static UnreadableImageException truncated(int size) {
    return new UnreadableImageException(
        "truncated: the file ends after %,d bytes, before its picture does".formatted(size));
  }
}
