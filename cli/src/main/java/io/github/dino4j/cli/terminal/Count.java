package io.github.dino4j.cli.terminal;

/** Numbers in sentences. */
public final class Count {
  private Count() {}

  /** {@code 1 image}, {@code 2 images}. */
  public static String of(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
