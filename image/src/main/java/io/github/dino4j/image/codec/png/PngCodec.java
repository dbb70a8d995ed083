package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.ImageCodec;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG (W3C PNG specification, third edition), decoded here rather than by libpng: what is broken,
 * what ends too early and how 16-bit samples shrink then follow Pillow exactly, and nothing is
 * printed about odd colour profiles. Chunks before the picture must have a right checksum.
 */
public final class PngCodec implements ImageCodec {
  private static final int FIRST_CHUNK = 8;
  static final int CHUNK_FRAME = 12;

  @Override
  public ImageHeader header(Bytes file) {
    PngLayout layout = layout(file);
    return new ImageHeader(
        ImageFormat.PNG,
        layout.width(),
        layout.height(),
        PngNotes.read(file, FIRST_CHUNK).orientation());
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    Start start = start(file);
    try (PngRows rows = new PngRows(file, start.at)) {
      return new PngPixels(layout(file), start.palette).read(rows);
    }
  }

  public static PngLayout layout(Bytes file) {
    return PngLayout.read(file, FIRST_CHUNK + 8);
  }

  /** The rows of the picture; whoever asked closes them. */
  public static PngRows rows(Bytes file) {
    return new PngRows(file, start(file).at);
  }

  /** Where the picture starts, and the palette that comes before. */
  private record Start(int at, byte[] palette) {}

  private static Start start(Bytes file) {
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
    PngLayout layout = layout(file);
    long unpacked = (long) layout.rowBytes(layout.width()) * layout.height();
    if (unpacked / PngRows.LARGEST_RATIO > file.size() - at) {
      throw UnreadableImageException.truncated(file.size());
    }
    return new Start(at, palette);
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
}
