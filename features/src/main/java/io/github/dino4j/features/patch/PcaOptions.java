package io.github.dino4j.features.patch;

/**
 * How patches become colours.
 *
 * @param foreground which patches are coloured
 * @param clip share of the foreground patches at either end of a component that saturates, below
 *     one half; 0 stretches from the smallest to the largest
 */
public record PcaOptions(Foreground foreground, double clip) {
  public PcaOptions {
    if (!(clip >= 0 && clip < 0.5)) {
      throw new IllegalArgumentException("a share of " + clip + " is not within [0, 0.5)");
    }
  }

  /** Foreground as in the paper, and one patch in a hundred saturates at either end. */
  public static PcaOptions byDefault() {
    return new PcaOptions(Foreground.byDefault(), 0.01);
  }

  /** As by default, for images that have nothing in common. */
  public static PcaOptions ofEach() {
    return new PcaOptions(Foreground.ofEach(), 0.01);
  }

  /** The same colours without the foreground step: every patch is coloured. */
  public static PcaOptions wholeImage() {
    return new PcaOptions(Foreground.all(), 0.01);
  }
}
