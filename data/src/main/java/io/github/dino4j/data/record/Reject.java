package io.github.dino4j.data.record;

/**
 * An image that could not be used.
 *
 * @param path where it lies
 * @param reason what was wrong, one line
 */
public record Reject(String path, String reason) {
  /** The reject of a record; a reason that repeats the path loses it. */
  static Reject of(ImageRecord record, String message) {
    String prefix = record.path() + ": ";
    return new Reject(
        record.path(), message.startsWith(prefix) ? message.substring(prefix.length()) : message);
  }
}
