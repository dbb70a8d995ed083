package io.github.dino4j.features.picture;

/**
 * Colours for quantities, from near black over violet, red and orange to pale yellow.
 *
 * <p>Lightness rises evenly with the value, so the map stays readable in grey and for the
 * colour-blind; hue only helps to tell levels apart.
 */
public final class HeatColours {
  private static final int LEVELS = 256;
  private static final int[] TABLE = table();

  private HeatColours() {}

  /**
   * The colour of a value.
   *
   * @param value 0 to 1; beyond that the end colours
   * @return {@code 0xRRGGBB}
   */
  public static int rgb(double value) {
    return TABLE[(int) Math.round(Math.clamp(value, 0.0, 1.0) * (LEVELS - 1))];
  }

  private static int[] table() {
    int[] table = new int[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      double t = i / (LEVELS - 1.0);
      double lightness = 0.13 + 0.83 * t;
      double chroma = 0.06 + 0.13 * Math.sin(Math.PI * Math.pow(t, 0.8));
      double hue = 285 + 185 * Math.pow(t, 0.9);
      table[i] = OkLch.rgb(lightness, chroma, hue);
    }
    return table;
  }
}
