package io.github.dino4j.image.augment;

/**
 * Red, green and blue of some pixels, each in an array of its own, where loops become vector code.
 */
record Channels(int[] red, int[] green, int[] blue) {
  Channels(int pixels) {
    this(new int[pixels], new int[pixels], new int[pixels]);
  }

  /** Reads interleaved bytes from {@code start} on. */
  void read(byte[] bytes, int start) {
    int at = start;
    for (int i = 0; i < red.length; i++) {
      red[i] = bytes[at] & 0xff;
      green[i] = bytes[at + 1] & 0xff;
      blue[i] = bytes[at + 2] & 0xff;
      at += 3;
    }
  }

  /** Writes them back as interleaved bytes. */
  void write(byte[] bytes, int start) {
    int at = start;
    for (int i = 0; i < red.length; i++) {
      bytes[at] = (byte) red[i];
      bytes[at + 1] = (byte) green[i];
      bytes[at + 2] = (byte) blue[i];
      at += 3;
    }
  }

  void luma(int[] gray) {
    for (int i = 0; i < gray.length; i++) {
      gray[i] = Luma.of(red[i], green[i], blue[i]);
    }
  }
}
