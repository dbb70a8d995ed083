package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** Ferns of ice, drawn as straight needles that carry smaller ones on both sides. */
final class IceCrystals {
  private static final double SEEDS = 55; // in a square of the short side
  private static final double LONGEST = 65; // pixels at a short side of 224
  private static final double SHORTEST = 3;
  private static final double SPACING = 5;
  private static final double BRANCHING = Math.toRadians(60);
  private static final int DEPTH = 3;

  private final Planes picture;
  private final SplittableRandom random;
  private final double scale;
  private final float[] ice;

  IceCrystals(Planes picture, SplittableRandom random) {
    this.picture = picture;
    this.random = random;
    this.scale = picture.scale();
    this.ice = new float[picture.width() * picture.height()];
  }

  /**
   * A needle.
   *
   * @param angle in radians
   * @param length in pixels
   * @param strength at its root, from 0 to 1
   */
  private record Needle(double x, double y, double angle, double length, double strength) {}

  /** {@code [height, width]} from 0 to 1. */
  float[] draw() {
    double side = Math.min(picture.width(), picture.height());
    long seeds = Math.round(SEEDS * picture.width() * picture.height() / (side * side));
    for (long seed = 0; seed < seeds; seed++) {
      double x = random.nextDouble() * picture.width();
      double y = random.nextDouble() * picture.height();
      double angle = random.nextDouble() * 2 * Math.PI;
      double length = LONGEST * scale * random.nextDouble(0.3, 1);
      for (int arm = 0; arm < 6; arm++) {
        double strength = random.nextDouble(0.6, 1);
        grow(new Needle(x, y, angle + arm * BRANCHING, length * strength, strength), DEPTH);
      }
    }
    return ice;
  }

  private void grow(Needle needle, int depth) {
    if (depth == 0 || needle.length < SHORTEST * scale) {
      return;
    }
    double stepX = Math.cos(needle.angle);
    double stepY = Math.sin(needle.angle);
    double spacing = SPACING * scale * random.nextDouble(0.7, 1.3);
    double next = spacing;
    for (double along = 0; along < needle.length; along += 0.5) {
      double left = 1 - along / needle.length;
      double x = needle.x + along * stepX;
      double y = needle.y + along * stepY;
      dot(x, y, needle.strength * (0.35 + 0.65 * left));
      if (along >= next) {
        next += spacing;
        double length = 0.45 * needle.length * left * random.nextDouble(0.6, 1.1);
        double strength = 0.8 * needle.strength;
        grow(new Needle(x, y, needle.angle + BRANCHING, length, strength), depth - 1);
        grow(new Needle(x, y, needle.angle - BRANCHING, length, strength), depth - 1);
      }
    }
  }

  /** Spreads over the four pixels around; what is brighter stays. */
  private void dot(double x, double y, double strength) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    for (int i = 0; i < 4; i++) {
      int column = left + i % 2;
      int row = top + i / 2;
      if (column >= 0 && column < picture.width() && row >= 0 && row < picture.height()) {
        double near = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
        int at = row * picture.width() + column;
        ice[at] = Math.max(ice[at], (float) (strength * Math.sqrt(near)));
      }
    }
  }
}
