package io.github.dino4j.data.collection;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One input after the other, each opened when its turn comes. */
final class JoinedStream implements RecordStream {
  private final Iterator<Input> inputs;
  private @Nullable RecordStream current;

  JoinedStream(Iterator<Input> inputs) {
    this.inputs = inputs;
  }

  @Override
  public boolean hasNext() {
    return current() != null;
  }

  @Override
  public ImageRecord next() {
    RecordStream stream = current();
    if (stream == null) {
      throw new NoSuchElementException();
    }
    return stream.next();
  }

  @Override
  public long skip(long records) {
    long skipped = 0;
    RecordStream stream = current();
    while (skipped < records && stream != null) {
      skipped += stream.skip(records - skipped);
      stream = current();
    }
    return skipped;
  }

  private @Nullable RecordStream current() {
    while (current == null || !current.hasNext()) {
      close();
      if (!inputs.hasNext()) {
        return null;
      }
      current = inputs.next().open();
    }
    return current;
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
