package io.github.dino4j.data.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One short record a batch; a batch is committed when its record is whole. */
final class JournalIndex implements AutoCloseable {
  /**
   * What is committed.
   *
   * @param rows up to where rows are
   * @param rejects up to where rejects are
   * @param lastPath hash of the path of the last input image
   */
  record Commit(JournalSegment.Mark rows, JournalSegment.Mark rejects, int lastPath) {
    static final Commit START = new Commit(JournalSegment.Mark.START, JournalSegment.Mark.START, 0);
  }

  private static final int SIZE = 48;

  private final FileChannel file;
  private long batches;

  JournalIndex(Path path) throws IOException {
    this.file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.batches = file.size() / SIZE;
  }

  long batches() {
    return batches;
  }

  /** Forgets the batches after the first so many. */
  void cutTo(long kept) throws IOException {
    batches = kept;
    file.truncate(kept * SIZE);
  }

  void append(Commit commit) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    put(record, commit.rows);
    put(record, commit.rejects);
    record.putInt(commit.lastPath);
    record.putInt(crc(record));
    record.flip();
    long at = batches * SIZE;
    while (record.hasRemaining()) {
      at += file.write(record, at);
    }
    batches++;
  }

  /** The state after so many batches, null when its record is damaged. */
  @Nullable Commit after(long batch) throws IOException {
    if (batch == 0) {
      return Commit.START;
    }
    ByteBuffer record = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    while (record.hasRemaining()) {
      if (file.read(record, (batch - 1) * SIZE + record.position()) < 0) {
        return null;
      }
    }
    record.flip();
    Commit commit = new Commit(mark(record), mark(record), record.getInt());
    return crc(record) == record.getInt() ? commit : null;
  }

  private static void put(ByteBuffer record, JournalSegment.Mark mark) {
    record.putLong(mark.count()).putLong(mark.end()).putInt(mark.crc());
  }

  private static JournalSegment.Mark mark(ByteBuffer record) {
    return new JournalSegment.Mark(record.getLong(), record.getLong(), record.getInt());
  }

  /** Of what stands before the record's position. */
  private static int crc(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.duplicate().position(0).limit(record.position()));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
