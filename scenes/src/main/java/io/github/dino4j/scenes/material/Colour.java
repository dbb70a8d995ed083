package io.github.dino4j.scenes.material;

/**
 * Linear light (not sRGB) in red, green and blue; 1 is a white surface or a light of unit power.
 */
public record Colour(double r, double g, double b) {
  public static final Colour BLACK = new Colour(0, 0, 0);
  public static final Colour WHITE = new Colour(0.85, 0.85, 0.85);

  /** From the usual {@code 0xRRGGBB} in sRGB. */
  public static Colour hex(int rgb) {
    return new Colour(linear(rgb >> 16 & 255), linear(rgb >> 8 & 255), linear(rgb & 255));
  }

  public static Colour grey(double level) {
    return new Colour(level, level, level);
  }

  public Colour times(double factor) {
    return new Colour(r * factor, g * factor, b * factor);
  }

  public Colour times(Colour other) {
    return new Colour(r * other.r, g * other.g, b * other.b);
  }

  public Colour towards(Colour other, double share) {
    return new Colour(
        r + (other.r - r) * share, g + (other.g - g) * share, b + (other.b - b) * share);
  }

  public double luminance() {
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  private static double linear(int srgb) {
    return StrictMath.pow((srgb / 255.0 + 0.055) / 1.055, 2.4);
  }
}
