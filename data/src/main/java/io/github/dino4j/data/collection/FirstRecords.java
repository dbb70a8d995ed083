package io.github.dino4j.data.collection;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.util.NoSuchElementException;

/** At most so many records of a stream. */
final class FirstRecords implements RecordStream {
  private final RecordStream records;
  private long left;

  /** Closes the stream when it is closed. */
  FirstRecords(RecordStream records, long count) {
    this.records = records;
    this.left = count;
  }

  @Override
  public boolean hasNext() {
    return left > 0 && records.hasNext();
  }

  @Override
  public ImageRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    left--;
    return records.next();
  }

  @Override
  public void close() {
    records.close();
  }
}
