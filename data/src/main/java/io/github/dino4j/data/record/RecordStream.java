package io.github.dino4j.data.record;

import java.util.Iterator;

/**
 * Image records in a fixed order, found as they are asked for. Belongs to one thread at a time;
 * whoever opened it closes it.
 */
public interface RecordStream extends Iterator<ImageRecord>, AutoCloseable {
  /**
   * Passes over records without reading images.
   *
   * @return how many were passed: fewer than asked at the end of the stream
   */
  default long skip(long records) {
    long skipped = 0;
    while (skipped < records && hasNext()) {
      next();
      skipped++;
    }
    return skipped;
  }

  @Override
  void close();
}
