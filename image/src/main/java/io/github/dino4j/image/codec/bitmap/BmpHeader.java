package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;

/**
 * The headers of a bitmap (BITMAPCOREHEADER to BITMAPV5HEADER).
 *
 * @param topDown whether the first stored row is the top one
 * @param data where the pixels start
 * @param palette where the palette starts
 * @param channels for 24 and 32 bits: the byte offsets of red, green and blue as three hex digits;
 *     for 16 bits: the number of bits of green
 */
record BmpHeader(
    int width,
    int height,
    boolean topDown,
    int bits,
    int compression,
    int data,
    int palette,
    int colourCount,
    int channels) {
  private static final int CORE = 12;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BITFIELDS = 3;

  static boolean isKnown(long headerSize) {
    return headerSize == CORE
        || headerSize == 40
        || headerSize == 52
        || headerSize == 56
        || headerSize == 64
        || headerSize == 108
        || headerSize == 124;
  }

  static BmpHeader read(Bytes file) {
    int size = (int) file.u32le(14);
    boolean core = size == CORE;
    boolean topDown = !core && file.u8(25) == 0xff;
    long width = core ? file.u16le(18) : file.u32le(18);
    long height = core ? file.u16le(20) : file.u32le(22);
    height = topDown ? (1L << 32) - height : height;
    int bits = file.u16le(core ? 24 : 28);
    int compression = core ? 0 : (int) file.u32le(30);
    long colours = core ? 0 : file.u32le(46);
    colours = colours == 0 ? 1L << Math.min(bits, 16) : colours;
    check(width, height, bits, compression);
    if (bits <= 8 && colours > 65536) {
      throw UnreadableImageException.broken("BMP", "a palette of %d colours".formatted(colours));
    }
    int masks = 14 + size > 54 ? 0 : compression == BITFIELDS ? 12 : 0;
    int palette = 14 + size + masks;
    int padding = core ? 3 : 4;
    long data = file.u32le(10);
    if (bits <= 8 && (data == 14 + size || data == 0)) {
      data = palette + padding * colours;
    } else if (data == 0) {
      data = palette;
    }
    file.need(0, data);
    int channels = compression == BITFIELDS ? channels(file, size, bits) : bits == 16 ? 5 : 0x210;
    return new BmpHeader(
        (int) width,
        (int) height,
        topDown,
        bits,
        compression,
        (int) data,
        palette,
        (int) Math.min(colours, 65536),
        channels);
  }

  private static void check(long width, long height, int bits, int compression) {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw UnreadableImageException.broken("BMP", "a size of " + width + " x " + height);
    }
    boolean fits =
        switch (compression) {
          case 0 -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
          case RLE8 -> bits == 8;
          case RLE4 -> bits == 4;
          case BITFIELDS -> bits == 16 || bits == 24 || bits == 32;
          default -> false;
        };
    if (!fits) {
      throw new UnreadableImageException(
          "a BMP of %d bits and compression %d, which is not read".formatted(bits, compression));
    }
  }

  /** Where the colours lie in a pixel, told from the masks. */
  private static int channels(Bytes file, int size, int bits) {
    long red = file.u32le(54);
    long green = file.u32le(58);
    long blue = file.u32le(62);
    if (bits == 16 && blue == 0x1f && (green == 0x7e0 && red == 0xf800)) {
      return 6;
    } else if (bits == 16 && blue == 0x1f && green == 0x3e0 && red == 0x7c00) {
      return 5;
    } else if (bits > 16 && red == 0 && green == 0 && blue == 0 && size > 40) {
      return 0x210;
    } else if (bits > 16 && isByte(red) && isByte(green) && isByte(blue)) {
      return octet(red) << 8 | octet(green) << 4 | octet(blue);
    }
    throw new UnreadableImageException("a BMP of unusual colour masks, which is not read");
  }

  private static boolean isByte(long mask) {
    return mask == 0xffL << Long.numberOfTrailingZeros(mask)
        && octet(mask) < 4
        && Long.numberOfTrailingZeros(mask) % 8 == 0;
  }

  private static int octet(long mask) {
    return Long.numberOfTrailingZeros(mask) / 8;
  }

  boolean runLength() {
    return compression == RLE8 || compression == RLE4;
  }

  boolean sixGreens() {
    return channels == 6;
  }

  int red() {
    return channels >> 8;
  }

  int green() {
    return channels >> 4 & 15;
  }

  int blue() {
    return channels & 15;
  }

  /** Rows are padded to four bytes. */
  int rowBytes() {
    return Math.toIntExact(((long) width * bits + 31) / 32 * 4);
  }

  /** Bytes of all rows, but for the padding of the last. */
  long neededBytes() {
    return (long) rowBytes() * (height - 1) + ((long) width * bits + 7) / 8;
  }

  /** The row of the picture that a stored row is. */
  int row(int stored) {
    return topDown ? stored : height - 1 - stored;
  }

  /** The palette as 256 RGB colours; black past its end. */
  byte[] colours(Bytes file) {
    int step = data == 26 + 3 * colourCount || file.u32le(14) == CORE ? 3 : 4;
    byte[] colours = new byte[256 * 3];
    for (int i = 0; i < Math.min(256, colourCount); i++) {
      int at = palette + i * step;
      if (at + 3 > file.size()) {
        break;
      }
      colours[3 * i] = file.data[at + 2];
      colours[3 * i + 1] = file.data[at + 1];
      colours[3 * i + 2] = file.data[at];
    }
    return colours;
  }
}
