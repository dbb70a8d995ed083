package io.github.dino4j.data.parquet;

import io.airlift.compress.lz4.Lz4Decompressor;
import java.nio.ByteBuffer;

/**
 * The codec that Parquet calls LZ4 and has given up: blocks as Hadoop frames them, each behind its
 * two lengths in big-endian order. Some writers left the frame out, so what does not fit into one
 * is taken for a single block.
 */
final class FramedLz4 {
  private static final int FRAME = 2 * Integer.BYTES;

  private final Lz4Decompressor blocks = new Lz4Decompressor();

  /**
   * @param size of the page once it is unpacked
   */
  byte[] inflate(byte[] page, int size) {
    byte[] bytes = new byte[size];
    if (isFramed(page, size)) {
      ByteBuffer lengths = ByteBuffer.wrap(page);
      for (int at = 0, to = 0; at < page.length; ) {
        int unpacked = lengths.getInt(at);
        int packed = lengths.getInt(at + Integer.BYTES);
        blocks.decompress(page, at + FRAME, packed, bytes, to, unpacked);
        at += FRAME + packed;
        to += unpacked;
      }
    } else {
      blocks.decompress(page, 0, page.length, bytes, 0, size);
    }
    return bytes;
  }

  private static boolean isFramed(byte[] page, int size) {
    ByteBuffer lengths = ByteBuffer.wrap(page);
    long at = 0;
    long unpacked = 0;
    while (at + FRAME <= page.length) {
      int next = lengths.getInt((int) at);
      int packed = lengths.getInt((int) at + Integer.BYTES);
      if (next < 0 || packed < 0) {
        return false;
      }
      unpacked += next;
      at += FRAME + packed;
    }
    return at == page.length && unpacked == size;
  }
}
