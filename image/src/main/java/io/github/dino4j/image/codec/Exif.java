package io.github.dino4j.image.codec;

import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The first directory of an EXIF block or of a TIFF file, read as forgivingly as Pillow reads it
 * (CIPA DC-008; TIFF 6.0, section 2): of two entries with one tag the first counts, entries of
 * unknown types say nothing, and the directory ends where an entry points past the end of the
 * block. A broken note is no reason to refuse a photo.
 */
public final class Exif {
  public static final int UPRIGHT = 1;

  private static final int ORIENTATION = 274;
  private static final int ENTRY_SIZE = 12;
  private static final int INLINE = 4;
  private static final String PREFIX = "Exif\0\0";

  /** Bytes of a number, by the code of its type; 0 for codes that mean nothing. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int SIGNED_BYTE = 6;
  private static final int UNDEFINED = 7;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;
  private static final int SIGNED_RATIONAL = 10;
  private static final int FLOAT = 11;
  private static final int DOUBLE = 12;
  private static final int DIRECTORY = 13;
  private static final int LONG8 = 16;

  private final Bytes block;
  private final boolean little;

  /** An entry whose values lie within the block. */
  private record Entry(int type, int at, int size) {}

  private Exif(Bytes block) {
    this.block = block;
    this.little = block.has(0, "II");
  }

  /** A TIFF structure, behind up to two prefixes {@code Exif\0\0}. */
  public static Exif of(byte[] block) {
    Bytes bytes = new Bytes(block);
    int start = 0;
    while (start < 2 * PREFIX.length() && bytes.has(start, PREFIX)) {
      start += PREFIX.length();
    }
    return new Exif(start == 0 ? bytes : new Bytes(Arrays.copyOfRange(block, start, block.length)));
  }

  /**
   * Tag 274: 1 to 8, and 1 for what means nothing; empty where there is no such tag, so that XMP
   * may have a say.
   */
  OptionalInt orientation() {
    Entry entry = find(ORIENTATION);
    if (entry == null) {
      return OptionalInt.empty();
    }
    double value = number(entry);
    return OptionalInt.of(value >= 1 && value <= 8 && value % 1 == 0 ? (int) value : UPRIGHT);
  }

  /** The bytes of a tag that holds text or anything; null where it is absent or holds numbers. */
  public byte @Nullable [] bytes(int tag) {
    Entry entry = find(tag);
    return entry == null || (entry.type != BYTE && entry.type != UNDEFINED)
        ? null
        : Arrays.copyOfRange(block.data, entry.at, entry.at + entry.size);
  }

  private @Nullable Entry find(int tag) {
    if (!startsLikeOne()) {
      return null;
    }
    long directory = u32(4);
    if (directory + 2 > block.size()) {
      return null;
    }
    int count = u16((int) directory);
    long outside = 0;
    for (long at = directory + 2;
        count-- > 0 && at + ENTRY_SIZE <= block.size();
        at += ENTRY_SIZE) {
      int type = u16((int) at + 2);
      long size = type < SIZES.length ? SIZES[type] * u32((int) at + 4) : 0;
      boolean elsewhere = size > INLINE;
      outside += elsewhere ? size : 0;
      if (size == 0 || (elsewhere && outside > block.size())) {
        continue;
      }
      long data = elsewhere ? u32((int) at + 8) : at + 8;
      if (data + size > block.size()) {
        return null;
      }
      if (u16((int) at) == tag) {
        return new Entry(type, (int) data, (int) size);
      }
    }
    return null;
  }

  private boolean startsLikeOne() {
    return block.size() >= 8
        && (block.has(0, "II*\0")
            || block.has(0, "MM\0*")
            || block.has(0, "II\0*")
            || block.has(0, "MM*\0"));
  }

  /** The first value; not a number where the type has none. */
  private double number(Entry entry) {
    int at = entry.at;
    return switch (entry.type) {
      case SHORT -> u16(at);
      case LONG, DIRECTORY -> u32(at);
      case SIGNED_BYTE -> (byte) block.u8(at);
      case SIGNED_SHORT -> (short) u16(at);
      case SIGNED_LONG -> (int) u32(at);
      case LONG8 -> u64(at);
      case RATIONAL -> (double) u32(at) / u32(at + 4);
      case SIGNED_RATIONAL -> (double) (int) u32(at) / (int) u32(at + 4);
      case FLOAT -> Float.intBitsToFloat((int) u32(at));
      case DOUBLE -> Double.longBitsToDouble(u64(at));
      default -> Double.NaN;
    };
  }

  private int u16(int at) {
    return little ? block.u16le(at) : block.u16(at);
  }

  private long u32(int at) {
    return little ? block.u32le(at) : block.u32(at);
  }

  private long u64(int at) {
    return little ? u32(at) | u32(at + 4) << 32 : u32(at) << 32 | u32(at + 4);
  }
}
