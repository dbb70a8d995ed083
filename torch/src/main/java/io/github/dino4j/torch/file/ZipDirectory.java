package io.github.dino4j.torch.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.storage.Cursor;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a zip archive, in place: PyTorch stores them uncompressed, so each is a slice of
 * the mapped file. (APPNOTE.TXT of PKWARE, sections 4.3 and 4.5.3.)
 */
final class ZipDirectory {
  private static final long LOCAL = 0x04034b50L;
  private static final long CENTRAL = 0x02014b50L;
  private static final long END = 0x06054b50L;
  private static final long END_64 = 0x06064b50L;
  private static final long LOCATOR_64 = 0x07064b50L;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long IN_EXTRA = 0xffffffffL;

  private final MemorySegment file;
  private final Map<String, MemorySegment> entries = new LinkedHashMap<>();
  private final Set<String> packed = new HashSet<>();

  private ZipDirectory(MemorySegment file) {
    this.file = file;
  }

  static boolean recognises(MemorySegment file) {
    return file.byteSize() >= 4 && new Cursor(file).uint32() == LOCAL;
  }

  static ZipDirectory read(MemorySegment file) {
    ZipDirectory directory = new ZipDirectory(file);
    directory.readCentral(directory.findCentral());
    return directory;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /**
   * @throws DinoException if it cannot be read in place
   */
  Optional<MemorySegment> find(String name) {
    if (packed.contains(name)) {
      throw new DinoException(
          "its entry %s is compressed or encrypted, which torch.save never does; unpack it and save it again"
              .formatted(Quoted.of(name)));
    }
    return Optional.ofNullable(entries.get(name));
  }

  /** Where the central directory begins and how many entries it has. */
  private record Central(long offset, long count) {}

  private Central findCentral() {
    long first = Math.max(0, file.byteSize() - END_SIZE - LONGEST_COMMENT);
    for (long at = file.byteSize() - END_SIZE; at >= first; at--) {
      if (file.get(JAVA_BYTE, at) == 'P' && new Cursor(file, at).uint32() == END) {
        return central(at);
      }
    }
    throw new DinoException("the file is truncated: the directory at its end is missing");
  }

  private Central central(long end) {
    if (end >= 20 && new Cursor(file, end - 20).uint32() == LOCATOR_64) {
      long record = new Cursor(file, end - 20 + 8).int64();
      Cursor cursor = new Cursor(file, record);
      expect(cursor.uint32() == END_64);
      long count = cursor.seek(record + 32).int64();
      return new Central(cursor.seek(record + 48).int64(), count);
    }
    Cursor cursor = new Cursor(file, end + 10);
    int count = cursor.uint16();
    return new Central(cursor.skip(4).uint32(), count);
  }

  private void readCentral(Central central) {
    Cursor cursor = new Cursor(file, central.offset());
    for (long i = 0; i < central.count(); i++) {
      readEntry(cursor);
    }
  }

  private void readEntry(Cursor cursor) {
    expect(cursor.uint32() == CENTRAL);
    int flags = cursor.skip(4).uint16();
    int method = cursor.uint16();
    long stored = cursor.skip(8).uint32();
    long size = cursor.uint32();
    int nameLength = cursor.uint16();
    int extraLength = cursor.uint16();
    int commentLength = cursor.uint16();
    long offset = cursor.skip(8).uint32();
    String name = cursor.utf8(nameLength);
    Cursor extra = new Cursor(cursor.slice(extraLength));
    cursor.skip(commentLength);
    if (size == IN_EXTRA || stored == IN_EXTRA || offset == IN_EXTRA) {
      long[] wide = zip64(extra, new long[] {size, stored, offset});
      size = wide[0];
      stored = wide[1];
      offset = wide[2];
    }
    if (method != 0 || (flags & 1) != 0 || size != stored) {
      packed.add(name);
    }
    if (entries.put(name, data(offset, stored)) != null) {
      throw new DinoException("has two entries called " + Quoted.of(name));
    }
  }

  /** Replaces values that did not fit 32 bits by those of extra field 1, in this order. */
  private static long[] zip64(Cursor extra, long[] values) {
    while (extra.remaining() >= 4) {
      int id = extra.uint16();
      Cursor field = new Cursor(extra.slice(extra.uint16()));
      if (id == 1) {
        for (int i = 0; i < values.length; i++) {
          values[i] = values[i] == IN_EXTRA ? field.int64() : values[i];
        }
        return values;
      }
    }
    throw new DinoException("the file is damaged: an entry has no size");
  }

  private MemorySegment data(long offset, long size) {
    Cursor cursor = new Cursor(file, offset);
    expect(cursor.uint32() == LOCAL);
    int nameLength = cursor.skip(22).uint16();
    int extraLength = cursor.uint16();
    return cursor.skip(nameLength + (long) extraLength).slice(size);
  }

  private static void expect(boolean signature) {
    if (!signature) {
      throw new DinoException("the file is damaged: its directory does not match its contents");
    }
  }
}
