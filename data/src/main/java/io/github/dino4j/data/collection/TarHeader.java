package io.github.dino4j.data.collection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One 512-byte header of a tar (POSIX ustar and what GNU tar adds).
 *
 * @param name the member's path
 * @param size the bytes of data behind the header
 * @param type the type flag
 */
record TarHeader(String name, long size, char type) {
  private static final int CHECKSUM = 148;

  /** Null for the block of zeros that ends an archive. */
  static @Nullable TarHeader parse(byte[] block, long position) throws IOException {
    int sum = 0;
    for (int i = 0; i < block.length; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
    }
    if (sum == 8 * ' ') {
      return null;
    }
    if (block.length < 512 || sum != number(block, CHECKSUM, 8)) {
      throw new IOException("no tar header at byte %d".formatted(position - block.length));
    }
    String prefix = block[257] == 'u' && block[262] == 0 ? text(block, 345, 155) : "";
    String name = text(block, 0, 100);
    long size = number(block, 124, 12);
    if (size < 0) {
      throw new IOException("a negative size in the tar header of " + name);
    }
    return new TarHeader(prefix.isEmpty() ? name : prefix + "/" + name, size, (char) block[156]);
  }

  /** Whether a file follows; old archives tell folders by the slash at the end of the name. */
  boolean isFile() {
    return type == '0' || type == 0 || type == '7';
  }

  boolean isLongName() {
    return type == 'L';
  }

  boolean isPax() {
    return type == 'x';
  }

  /** A header about the whole archive, or the long target of a link. */
  boolean isGlobal() {
    return type == 'g' || type == 'K';
  }

  String untilNul(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  private static String text(byte[] block, int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return new String(block, from, end - from, StandardCharsets.UTF_8);
  }

  /** Octal digits, or, with the top bit set, a big-endian binary number. */
  private static long number(byte[] block, int from, int length) {
    long value = 0;
    boolean binary = (block[from] & 0x80) != 0;
    for (int i = from; i < from + length; i++) {
      int b = block[i] & 0xff;
      if (binary) {
        value = (value << 8) | (i == from ? b & 0x7f : b);
      } else if (b >= '0' && b <= '7') {
        value = 8 * value + b - '0';
      }
    }
    return value;
  }
}
