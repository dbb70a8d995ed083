package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;

/** The variable-length LZW codes of GIF (version 89a, appendix F). */
final class GifLzw {
  private static final int MOST_CODES = 4096;

  private final Bytes file;
  private final short[] prefix = new short[MOST_CODES];
  private final byte[] suffix = new byte[MOST_CODES];
  private final byte[] chain = new byte[MOST_CODES + 1];
  private final int minBits;
  private int at;
  private int blockEnd;
  private long bits;
  private int bitCount;

  /**
   * @param at the byte with the smallest code length, before the data blocks
   */
  GifLzw(Bytes file, int at) {
    this.file = file;
    this.minBits = file.u8(at);
    this.at = at + 1;
    this.blockEnd = at + 1;
    if (minBits < 1 || minBits > 11) {
      throw UnreadableImageException.broken("GIF", "codes of %d bits".formatted(minBits));
    }
  }

  /** The first {@code count} palette indices. */
  byte[] read(int count) {
    byte[] out = new byte[count];
    int clear = 1 << minBits;
    int next = clear + 2;
    int width = minBits + 1;
    int previous = -1;
    byte first = 0;
    for (int done = 0; done < count; ) {
      int code = code(width);
      if (code == clear) {
        next = clear + 2;
        width = minBits + 1;
        previous = -1;
        continue;
      } else if (code == clear + 1) {
        throw UnreadableImageException.broken("GIF", "its data end before the picture does");
      } else if (code > next || (previous < 0 && code > clear) || (code == next && previous < 0)) {
        throw UnreadableImageException.broken("GIF", "its compressed data are damaged");
      }
      int length = chain.length;
      int walk = code;
      if (code == next) {
        chain[--length] = first;
        walk = previous;
      }
      while (walk >= clear) {
        chain[--length] = suffix[walk];
        walk = prefix[walk];
      }
      first = (byte) walk;
      chain[--length] = first;
      int copied = Math.min(chain.length - length, count - done);
      System.arraycopy(chain, length, out, done, copied);
      done += copied;
      if (previous >= 0 && next < MOST_CODES) {
        prefix[next] = (short) previous;
        suffix[next++] = first;
        if (next == 1 << width && width < 12) {
          width++;
        }
      }
      previous = code;
    }
    return out;
  }

  private int code(int width) {
    while (bitCount < width) {
      if (at == blockEnd) {
        int length = file.u8(at++);
        if (length == 0) {
          throw UnreadableImageException.truncated(file.size());
        }
        blockEnd = at + length;
      }
      bits |= (long) file.u8(at++) << bitCount;
      bitCount += 8;
    }
    int code = (int) (bits & ((1 << width) - 1));
    bits >>>= width;
    bitCount -= width;
    return code;
  }
}
