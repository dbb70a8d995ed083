package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** Fog in clouds, whose shapes are a plasma fractal by diamonds and squares. */
final class Fog {
  private static final double[] DENSITIES = {1.5, 2, 2.5, 2.5, 3};
  private static final double[] DECAYS = {2, 2, 1.7, 1.5, 1.4};

  /** Of the fractal, which goes on beyond its borders with its other side. */
  private static final int SIDE = 256;

  private static final double FIRST_WOBBLE = 100;

  private Fog() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    float density = (float) DENSITIES[severity];
    float[] clouds = clouds(picture, plasma(DECAYS[severity], random));
    float brightest = 0;
    for (float[] plane : picture.channels()) {
      for (float value : plane) {
        brightest = Math.max(brightest, value);
      }
    }
    float dimmed = brightest / (brightest + density);
    return picture.map(plane -> {
      float[] out = new float[plane.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (plane[i] + density * clouds[i]) * dimmed;
      }
      return out;
    });
  }

  static float[] clouds(Planes picture, double[][] plasma) {
    double scale = picture.scale();
    float[] clouds = new float[picture.width() * picture.height()];
    for (int i = 0; i < clouds.length; i++) {
      int row = i / picture.width();
      double x = i % picture.width() / scale;
      double y = row / scale;
      int left = (int) x;
      int top = (int) y;
      double[] upper = plasma[top % SIDE];
      double[] lower = plasma[(top + 1) % SIDE];
      double above = mix(upper[left % SIDE], upper[(left + 1) % SIDE], x - left);
      double below = mix(lower[left % SIDE], lower[(left + 1) % SIDE], x - left);
      clouds[i] = (float) mix(above, below, y - top);
    }
    return clouds;
  }

  private static double mix(double a, double b, double part) {
    return a + part * (b - a);
  }

  /** {@code [SIDE, SIDE]} from 0 to 1. */
  static double[][] plasma(double decay, SplittableRandom random) {
    double[][] plasma = new double[SIDE][SIDE];
    double wobble = FIRST_WOBBLE;
    for (int step = SIDE; step >= 2; step /= 2) {
      int half = step / 2;
      double most = wobble * wobble; // the original multiplies the draw by its bound once more
      for (int y = 0; y < SIDE; y += step) {
        for (int x = 0; x < SIDE; x += step) {
          double square = at(plasma, x, y) + at(plasma, x + step, y);
          square += at(plasma, x, y + step) + at(plasma, x + step, y + step);
          plasma[y + half][x + half] = square / 4 + random.nextDouble(-most, most);
        }
      }
      for (int y = 0; y < SIDE; y += half) {
        for (int x = y / half % 2 == 0 ? half : 0; x < SIDE; x += step) {
          double diamond = at(plasma, x - half, y) + at(plasma, x + half, y);
          diamond += at(plasma, x, y - half) + at(plasma, x, y + half);
          plasma[y][x] = diamond / 4 + random.nextDouble(-most, most);
        }
      }
      wobble /= decay;
    }
    return normalized(plasma);
  }

  private static double at(double[][] plasma, int x, int y) {
    return plasma[Math.floorMod(y, SIDE)][Math.floorMod(x, SIDE)];
  }

  private static double[][] normalized(double[][] plasma) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double[] row : plasma) {
      for (double value : row) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    for (double[] row : plasma) {
      for (int x = 0; x < SIDE; x++) {
        row[x] = (row[x] - least) / (most - least);
      }
    }
    return plasma;
  }
}
