package io.github.dino4j.data.record;

/** What became of one record: a value, or a reject in its place. */
public sealed interface Loaded<T> {
  /** The record that was loaded. */
  ImageRecord record();

  /** The record's value. */
  record Ready<T>(ImageRecord record, T value) implements Loaded<T> {}

  /** Why the record has no value. */
  record Rejected<T>(ImageRecord record, Reject reject) implements Loaded<T> {}
}
