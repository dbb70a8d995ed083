package io.github.dino4j.features.picture;

import java.awt.Color;

/** Colours for any number of lines: neighbours in the sequence differ most. */
final class LineColours {
  // Steps by the golden angle never come back to a hue already used.
  private static final double GOLDEN_ANGLE = 137.50776405;

  private LineColours() {}

  static Color of(int line) {
    double lightness = line % 2 == 0 ? 0.82 : 0.7;
    return new Color(OkLch.rgb(lightness, 0.17, 30 + line * GOLDEN_ANGLE));
  }
}
