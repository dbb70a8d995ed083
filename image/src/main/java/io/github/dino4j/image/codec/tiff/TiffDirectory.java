package io.github.dino4j.image.codec.tiff;

import io.github.dino4j.image.codec.Bytes;

/**
 * The first directory of a TIFF: numbers by tag (TIFF 6.0, section 2).
 *
 * @param start where its entries start
 * @param count of its entries
 */
record TiffDirectory(Bytes file, boolean little, int start, int count) {
  private static final int SHORT = 3;
  private static final int ENTRY_SIZE = 12;

  /** So many numbers stand in the entry itself. */
  private static final int INLINE = 2;

  static TiffDirectory first(Bytes file) {
    boolean little = file.has(0, "II");
    long offset = little ? file.u32le(4) : file.u32(4);
    file.need(0, offset + 2);
    int count = little ? file.u16le((int) offset) : file.u16((int) offset);
    file.need((int) offset + 2, (long) count * ENTRY_SIZE);
    return new TiffDirectory(file, little, (int) offset + 2, count);
  }

  /** The single number of a tag, 0 where it is absent. */
  long value(int tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return 0;
    }
    return u16(entry + 2) == SHORT ? u16(entry + 8) : u32(entry + 8);
  }

  /** All 16-bit numbers of a tag; none where it is absent. */
  int[] shorts(int tag) {
    int entry = entry(tag);
    if (entry < 0 || u16(entry + 2) != SHORT) {
      return new int[0];
    }
    long values = u32(entry + 4);
    long at = values <= INLINE ? entry + 8 : u32(entry + 8);
    file.need(0, at + values * 2);
    int[] shorts = new int[(int) values];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = u16((int) at + 2 * i);
    }
    return shorts;
  }

  private int entry(int tag) {
    for (int i = 0; i < count; i++) {
      if (u16(start + i * ENTRY_SIZE) == tag) {
        return start + i * ENTRY_SIZE;
      }
    }
    return -1;
  }

  private int u16(int at) {
    return little ? file.u16le(at) : file.u16(at);
  }

  private long u32(int at) {
    return little ? file.u32le(at) : file.u32(at);
  }
}
