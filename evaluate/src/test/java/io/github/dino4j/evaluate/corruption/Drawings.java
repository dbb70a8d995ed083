package io.github.dino4j.evaluate.corruption;

import io.github.dino4j.image.RgbImage;
import java.util.Random;

/** Pictures to corrupt: soft slopes with discs and stripes of many colours. */
final class Drawings {
  private Drawings() {}

  static RgbImage of(long seed, int width, int height) {
    Random random = new Random(seed);
    double[] draws = random.doubles(60).toArray();
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      double x = (i / 3 % width + 0.5) / width;
      int row = i / 3 / width;
      double y = (row + 0.5) / height;
      pixels[i] = (byte) (int) (255 * value(draws, i % 3, x, y));
    }
    return new RgbImage(width, height, pixels);
  }

  private static double value(double[] draws, int channel, double x, double y) {
    double value = 0.15 + 0.5 * (draws[channel] * x + draws[3 + channel] * y);
    for (int disc = 0; disc < 6; disc++) {
      int at = 6 + 6 * disc;
      double distance = Math.hypot(x - draws[at], y - draws[at + 1]);
      if (distance < 0.05 + 0.15 * draws[at + 2]) {
        value = draws[at + 3 + channel];
      }
    }
    boolean stripe = Math.floorMod((int) (24 * (x + draws[50] * y)), 6) == 0;
    return stripe ? 0.9 * draws[51 + channel] : value;
  }
}
