package io.github.dino4j.image;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG (W3C PNG specification, third edition), decoded here rather than by libpng: what is broken,
 * what ends too early and how 16-bit samples shrink then follow Pillow exactly, and nothing is
 * printed about odd colour profiles. Chunks before the picture must have a right checksum.
 */
final class PngCodec implements ImageCodec {
  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK_FRAME = 12;

  @Override
  public ImageHeader header(Bytes file) {
    PngLayout layout = PngLayout.read(file, FIRST_CHUNK + 8);
    return new ImageHeader(
        ImageFormat.PNG, layout.width(), layout.height(), orientation(file, FIRST_CHUNK));
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    PngLayout layout = PngLayout.read(file, FIRST_CHUNK + 8);
    byte[] palette = new byte[0];
    int at = FIRST_CHUNK;
    while (!file.has(at + 4, "IDAT")) {
      int length = length(file, at);
      checkSum(file, at, length);
      if (file.has(at + 4, "PLTE")) {
        palette = Arrays.copyOfRange(file.data, at + 8, at + 8 + length);
      } else if (file.has(at + 4, "IEND")) {
        throw UnreadableImageException.broken("PNG", "it holds no picture");
      }
      at += CHUNK_FRAME + length;
    }
    long unpacked = (long) layout.rowBytes(layout.width()) * layout.height();
    if (unpacked / PngRows.LARGEST_RATIO > file.size() - at) {
      throw UnreadableImageException.truncated(file.size());
    }
    try (PngRows rows = new PngRows(file, at)) {
      return new PngPixels(layout, palette).read(rows);
    }
  }

  private static int length(Bytes file, int chunk) {
    long length = file.u32(chunk);
    file.need(chunk, length + CHUNK_FRAME);
    return (int) length;
  }

  private static void checkSum(Bytes file, int chunk, int length) {
    CRC32 crc = new CRC32();
    crc.update(file.data, chunk + 4, length + 4);
    if (crc.getValue() != file.u32(chunk + 8 + length)) {
      throw UnreadableImageException.broken(
          "PNG", "wrong checksum of chunk " + (chunk == FIRST_CHUNK ? "IHDR" : "at " + chunk));
    }
  }

  /** From the eXIf chunk, wherever it stands. */
  private static int orientation(Bytes file, long at) {
    while (at + CHUNK_FRAME <= file.size()) {
      long length = file.u32((int) at);
      if (file.has((int) at + 4, "eXIf")) {
        int start = (int) at + 8;
        return Exif.orientation(file, start, (int) Math.min(file.size(), start + length));
      }
      at += CHUNK_FRAME + length;
    }
    return Exif.UPRIGHT;
  }
}
