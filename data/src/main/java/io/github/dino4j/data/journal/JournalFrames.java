package io.github.dino4j.data.journal;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.zip.CheckedInputStream;

/**
 * The committed frames of one segment from the first on, each batch checked against its sum as it
 * has been read.
 */
final class JournalFrames<T> implements Iterator<T>, AutoCloseable {
  private final CheckedInputStream in;
  private final JournalIndex index;
  private final Function<JournalIndex.Commit, JournalSegment.Mark> segment;
  private final Function<ByteBuffer, T> decode;
  private long batch;
  private long position;
  private JournalSegment.Mark mark = JournalSegment.Mark.START;

  JournalFrames(
      JournalSegment file,
      JournalIndex index,
      Function<JournalIndex.Commit, JournalSegment.Mark> segment,
      Function<ByteBuffer, T> decode)
      throws IOException {
    this.in = file.read();
    this.index = index;
    this.segment = segment;
    this.decode = decode;
  }

  @Override
  public boolean hasNext() {
    try {
      while (position == mark.end() && batch < index.batches()) {
        if ((int) in.getChecksum().getValue() != mark.crc()) {
          throw damaged();
        }
        nextBatch();
      }
      if (position == mark.end() && (int) in.getChecksum().getValue() != mark.crc()) {
        throw damaged();
      }
      return position < mark.end();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void nextBatch() throws IOException {
    JournalIndex.Commit commit = index.after(++batch);
    if (commit == null) {
      throw damaged();
    }
    mark = segment.apply(commit);
    in.getChecksum().reset();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      int length = buffer(Integer.BYTES).getInt();
      if (length < 0 || length > mark.end() - position) {
        throw damaged();
      }
      return decode.apply(buffer(length));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ByteBuffer buffer(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw damaged();
    }
    position += length;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static IOException damaged() {
    return new IOException("its bytes are not those that were written");
  }

  private static DinoException unreadable(IOException e) {
    return new DinoException(
        "the journal of a broken run cannot be read: %s; start anew with --overwrite"
            .formatted(IoReason.of(e)),
        e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
