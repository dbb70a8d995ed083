package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;

/**
 * Reads the numbers of a Netpbm file: white space between them, comments from # to the line's end.
 */
final class PnmText {
  private static final int MOST_DIGITS = 9;

  private final Bytes file;
  private int at;

  PnmText(Bytes file, int at) {
    this.file = file;
    this.at = at;
  }

  /** Where the byte after the last number's one white space stands. */
  int position() {
    return at;
  }

  /** One digit 0 or 1; no space is needed after it. */
  int digit() {
    skipSpace();
    int digit = file.u8(at++) - '0';
    if (digit != 0 && digit != 1) {
      throw UnreadableImageException.broken("PNM", "a bit that is neither 0 nor 1");
    }
    return digit;
  }

  /** A number and the white space after it. */
  int number() {
    skipSpace();
    int start = at;
    int value = 0;
    while (at < file.size() && !isSpace(file.u8(at)) && file.u8(at) != '#') {
      int digit = file.u8(at++) - '0';
      if (digit < 0 || digit > 9 || at - start > MOST_DIGITS) {
        throw UnreadableImageException.broken("PNM", "a number that is none, at byte " + start);
      }
      value = value * 10 + digit;
    }
    if (at == start) {
      throw UnreadableImageException.truncated(file.size());
    }
    if (at < file.size() && isSpace(file.u8(at))) {
      at++;
    }
    return value;
  }

  private void skipSpace() {
    while (isSpace(file.u8(at)) || file.u8(at) == '#') {
      if (file.u8(at) == '#') {
        while (file.u8(at) != '\n' && file.u8(at) != '\r') {
          at++;
        }
      }
      at++;
    }
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
