package io.github.dino4j.torch.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of stored entries, data at multiples of 64 bytes as PyTorch aligns it, and
 * of any total length: the directory's end is always of the 64-bit kind.
 */
final class ZipWriter {
  private static final int ALIGNMENT = 64;
  private static final int PADDING_FIELD = 0x4246; // "FB", as PyTorch marks it
  private static final long LARGEST = 0xfffffffeL;
  private static final short VERSION = 45;
  private static final short UTF8_NAMES = 1 << 11;
  private static final short FIRST_OF_1980 = 0x21; // zip's date zero: equal input, equal bytes
  private static final int CHUNK = 1 << 20;

  private final OutputStream out;
  private final List<Written> entries = new ArrayList<>();
  private long position;

  ZipWriter(OutputStream out) {
    this.out = out;
  }

  private record Written(byte[] name, long offset, int crc, long size) {}

  void add(String name, MemorySegment data) throws IOException {
    long size = data.byteSize();
    if (size > LARGEST) {
      throw new DinoException(
          "%s has %d bytes, too many for one tensor of a checkpoint".formatted(name, size));
    }
    Written entry = new Written(name.getBytes(UTF_8), position, crc(data), size);
    int fixed = 30 + entry.name().length + 4;
    int padding = (int) Math.floorMod(-(position + fixed), (long) ALIGNMENT);
    ByteBuffer header = buffer(fixed + padding).putInt(0x04034b50);
    describe(header, entry).putShort((short) (4 + padding)).put(entry.name());
    header.putShort((short) PADDING_FIELD).putShort((short) padding);
    write(header);
    Safetensors.copy(data, out);
    position += size;
    entries.add(entry);
  }

  private static int crc(MemorySegment data) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < data.byteSize(); at += CHUNK) {
      crc.update(data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).asByteBuffer());
    }
    return (int) crc.getValue();
  }

  /** The fields that the local and the central header share, up to the length of the name. */
  private static ByteBuffer describe(ByteBuffer header, Written entry) {
    int size = (int) entry.size();
    return header
        .putShort(VERSION)
        .putShort(UTF8_NAMES)
        .putShort((short) 0) // stored
        .putShort((short) 0)
        .putShort(FIRST_OF_1980)
        .putInt(entry.crc())
        .putInt(size)
        .putInt(size)
        .putShort((short) entry.name().length);
  }

  void finish() throws IOException {
    long start = position;
    for (Written entry : entries) {
      writeCentral(entry);
    }
    long end = position;
    ByteBuffer record = buffer(56 + 20 + 22);
    record.putInt(0x06064b50).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
    record.putLong(entries.size()).putLong(entries.size()).putLong(end - start).putLong(start);
    record.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    short count = (short) Math.min(0xffff, entries.size());
    record.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    record.putInt((int) Math.min(0xffffffffL, end - start));
    record.putInt((int) Math.min(0xffffffffL, start)).putShort((short) 0);
    write(record);
  }

  private void writeCentral(Written entry) throws IOException {
    boolean far = entry.offset() > LARGEST;
    ByteBuffer header = buffer(46 + entry.name().length + (far ? 12 : 0)).putInt(0x02014b50);
    describe(header.putShort(VERSION), entry).putShort((short) (far ? 12 : 0));
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0); // no comment
    header.putInt(far ? -1 : (int) entry.offset()).put(entry.name());
    if (far) {
      header.putShort((short) 1).putShort((short) 8).putLong(entry.offset());
    }
    write(header);
  }

  private void write(ByteBuffer bytes) throws IOException {
    out.write(bytes.array());
    position += bytes.capacity();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
