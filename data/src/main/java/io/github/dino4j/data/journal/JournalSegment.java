package io.github.dino4j.data.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A file of the journal that only grows: frames beyond the mark belong to a batch that is not
 * committed and are written over.
 */
final class JournalSegment implements AutoCloseable {
  /**
   * How far a segment is committed.
   *
   * @param count of frames
   * @param end in bytes
   * @param crc CRC-32C of the last batch's bytes
   */
  record Mark(long count, long end, int crc) {
    static final Mark START = new Mark(0, 0, 0);
  }

  private final Path path;
  private final FileChannel file;
  private final CRC32C crc = new CRC32C();
  private long count;
  private long end;

  JournalSegment(Path path) throws IOException {
    this.path = path;
    this.file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Goes back to a mark, dropping what was written after it. */
  void resetTo(Mark mark) throws IOException {
    count = mark.count;
    end = mark.end;
    file.truncate(end);
    crc.reset();
  }

  /** Begins a batch behind the mark. */
  void beginBatch(Mark mark) {
    count = mark.count;
    end = mark.end;
    crc.reset();
  }

  void append(ByteBuffer frame) throws IOException {
    crc.update(frame.duplicate());
    while (frame.hasRemaining()) {
      end += file.write(frame, end);
    }
    count++;
  }

  /** Where the batch that was appended ends. */
  Mark mark() {
    return new Mark(count, end, (int) crc.getValue());
  }

  void sync() throws IOException {
    file.force(false);
  }

  /** Whether the bytes between two marks are those that were committed. */
  boolean holds(Mark from, Mark to) throws IOException {
    if (to.end < from.end || file.size() < to.end) {
      return false;
    }
    try (InputStream in = Channels.newInputStream(FileChannel.open(path).position(from.end));
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32C())) {
      byte[] block = new byte[1 << 16];
      long left = to.end - from.end;
      while (left > 0) {
        int read = checked.read(block, 0, (int) Math.min(block.length, left));
        if (read < 0) {
          return false;
        }
        left -= read;
      }
      return (int) checked.getChecksum().getValue() == to.crc;
    }
  }

  /** Reads frames from the first one on. */
  CheckedInputStream read() throws IOException {
    return new CheckedInputStream(
        new BufferedInputStream(Channels.newInputStream(FileChannel.open(path)), 1 << 16),
        new CRC32C());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
