package io.github.dino4j.torch.x86;

/** The place in memory {@code offset} bytes after the one that {@code base} points to. */
record Address(Register base, int offset) {
  static Address at(Register base) {
    return new Address(base, 0);
  }

  static Address at(Register base, int offset) {
    return new Address(base, offset);
  }
}
