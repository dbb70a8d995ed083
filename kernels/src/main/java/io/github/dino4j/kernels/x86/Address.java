package io.github.dino4j.kernels.x86;

/** The place in memory {@code offset} bytes after the one that {@code base} points to. */
public record Address(Register base, int offset) {
  public static Address at(Register base) {
    return new Address(base, 0);
  }

  public static Address at(Register base, int offset) {
    return new Address(base, offset);
  }
}
