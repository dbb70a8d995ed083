package io.github.dino4j.data.collection;

import io.github.dino4j.base.IoReason;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A stream over one input that only has to say what comes next. When the input itself breaks, one
 * last record carries the reason.
 */
abstract class PullStream implements RecordStream {
  private final String id;
  private final String path;
  private @Nullable ImageRecord ready;
  private boolean ended;

  PullStream(String id, String path) {
    this.id = id;
    this.path = path;
  }

  /** The next record, null at the end. */
  abstract @Nullable ImageRecord pull() throws IOException;

  /** Closes what is open. */
  abstract void release() throws IOException;

  @Override
  public final boolean hasNext() {
    if (ready == null && !ended) {
      try {
        ready = pull();
        ended = ready == null;
      } catch (IOException e) {
        ready = ImageRecord.problem(id, path, IoReason.of(e));
        ended = true;
      }
    }
    return ready != null;
  }

  @Override
  public final ImageRecord next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    ImageRecord record = ready;
    ready = null;
    return record;
  }

  /** Passes over records; an input that can leap over many at once says how. */
  long leap(long records) throws IOException {
    return RecordStream.super.skip(records);
  }

  @Override
  public final long skip(long records) {
    if (records <= 0 || !hasNext()) {
      return 0;
    }
    ready = null;
    if (ended) {
      return 1;
    }
    try {
      return 1 + leap(records - 1);
    } catch (IOException e) {
      ready = ImageRecord.problem(id, path, IoReason.of(e));
      ended = true;
      return 1;
    }
  }

  @Override
  public final void close() {
    ended = true;
    ready = null;
    try {
      release();
    } catch (IOException _) {
      // Closing a file that was only read loses nothing.
    }
  }
}
