package io.github.dino4j.image.codec;

import io.github.dino4j.image.UnreadableImageException;
import java.nio.charset.StandardCharsets;

/** The bytes of a file, read with bounds: past the end means a truncated picture. */
public final class Bytes {
  public final byte[] data;

  public Bytes(byte[] data) {
    this.data = data;
  }

  public int size() {
    return data.length;
  }

  public int u8(int at) {
    if (at < 0 || at >= data.length) {
      throw UnreadableImageException.truncated(data.length);
    }
    return data[at] & 0xff;
  }

  public int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  public int u16le(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  public long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  public long u32le(int at) {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  /** Whether these ASCII characters stand at a position. */
  public boolean has(int at, String ascii) {
    if (at < 0 || at + ascii.length() > data.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (data[at + i] != (byte) ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Throws unless this many bytes follow. */
  public void need(int at, long length) {
    if (at < 0 || length < 0 || at + length > data.length) {
      throw UnreadableImageException.truncated(data.length);
    }
  }

  /** The first characters as text, to be looked at by eye or pattern. */
  public String text(int length) {
    return new String(data, 0, Math.min(length, data.length), StandardCharsets.ISO_8859_1);
  }
}
