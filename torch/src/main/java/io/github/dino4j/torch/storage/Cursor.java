package io.github.dino4j.torch.storage;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.github.dino4j.DinoException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads little-endian values one after the other and never beyond the end. */
public final class Cursor {
  private static final ValueLayout.OfShort SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble BIG_ENDIAN_DOUBLE =
      JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int LONGEST_LINE = 1000;

  private final MemorySegment data;
  private long position;

  public Cursor(MemorySegment data, long position) {
    this.data = data;
    seek(position);
  }

  public Cursor(MemorySegment data) {
    this(data, 0);
  }

  public Cursor seek(long to) {
    if (to < 0 || to > data.byteSize()) {
      throw new DinoException("the file is truncated or damaged: it points beyond its end");
    }
    position = to;
    return this;
  }

  public Cursor skip(long bytes) {
    advance(bytes);
    return this;
  }

  long position() {
    return position;
  }

  public long remaining() {
    return data.byteSize() - position;
  }

  private long advance(long bytes) {
    if (bytes < 0 || bytes > remaining()) {
      throw new DinoException(
          "the file is truncated or damaged: %d bytes are needed where %d are left"
              .formatted(bytes, remaining()));
    }
    long from = position;
    position += bytes;
    return from;
  }

  public int uint8() {
    return data.get(JAVA_BYTE, advance(1)) & 0xff;
  }

  public int uint16() {
    return data.get(SHORT, advance(2)) & 0xffff;
  }

  public int int32() {
    return data.get(INT, advance(4));
  }

  public long uint32() {
    return int32() & 0xffffffffL;
  }

  public long int64() {
    return data.get(LONG, advance(8));
  }

  public double bigEndianDouble() {
    return data.get(BIG_ENDIAN_DOUBLE, advance(8));
  }

  /** A part of the data itself, not a copy. */
  public MemorySegment slice(long bytes) {
    return data.asSlice(advance(bytes), bytes);
  }

  public byte[] bytes(long count) {
    MemorySegment slice = slice(count);
    if (count > Integer.MAX_VALUE - 8) {
      throw new DinoException("the file is damaged: it holds a text of %d bytes".formatted(count));
    }
    return slice.toArray(JAVA_BYTE);
  }

  public String utf8(long bytes) {
    return new String(bytes(bytes), StandardCharsets.UTF_8);
  }

  /** Up to the next line feed, which is skipped. */
  public String line() {
    for (int length = 0; length < Math.min(LONGEST_LINE, remaining()); length++) {
      if (data.get(JAVA_BYTE, position + length) == '\n') {
        String line = utf8(length);
        position++;
        return line;
      }
    }
    throw new DinoException("the file is truncated or damaged: a line does not end");
  }
}
