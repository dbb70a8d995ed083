package io.github.dino4j.cli;

/** Numbers in sentences. */
final class Count {
  private Count() {}

  /** {@code 1 image}, {@code 2 images}. */
  static String of(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
