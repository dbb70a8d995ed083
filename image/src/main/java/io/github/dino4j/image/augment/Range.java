package io.github.dino4j.image.augment;

import io.github.dino4j.image.random.RandomDraws;

/** A closed range that a parameter is drawn from. */
public record Range(double low, double high) {
  /**
   * @throws IllegalArgumentException if the ends are not finite and in order
   */
  public Range {
    if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException("a range from %s to %s".formatted(low, high));
    }
  }

  double draw(RandomDraws draws) {
    return draws.uniform(low, high);
  }

  /** Throws unless it lies between these, which may be included. */
  void checkWithin(double least, double most, String what) {
    if (low < least || high > most) {
      throw new IllegalArgumentException(
          "%s from %s to %s leaves %s to %s".formatted(what, low, high, least, most));
    }
  }
}
