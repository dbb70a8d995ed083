package io.github.dino4j.evaluate.corruption;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Noise that looks at each sample alone. */
final class PixelNoise {
  private static final double[] DEVIATIONS = {0.08, 0.12, 0.18, 0.26, 0.38};
  private static final double[] PHOTONS = {60, 25, 12, 5, 3};
  private static final double[] IMPULSES = {0.03, 0.06, 0.09, 0.17, 0.27};
  private static final int LEVELS = 256;

  /** No chance of a Poisson draw beyond it that a double would show. */
  private static final int MOST_PHOTONS = 160;

  private PixelNoise() {}

  static Planes gaussian(Planes picture, int severity, SplittableRandom random) {
    double deviation = DEVIATIONS[severity];
    return picture.map(plane -> {
      float[] noisy = new float[plane.length];
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] = (float) (plane[i] + deviation * random.nextGaussian());
      }
      return noisy;
    });
  }

  /** Photons are counted: as many as the brightness asks for on average, by Poisson's law. */
  static Planes shot(Planes picture, int severity, SplittableRandom random) {
    double photons = PHOTONS[severity];
    double[][] chances = new double[LEVELS][];
    return picture.map(plane -> {
      float[] noisy = new float[plane.length];
      for (int i = 0; i < noisy.length; i++) {
        int level = Math.round(plane[i] * (LEVELS - 1));
        if (chances[level] == null) {
          chances[level] = poisson(photons * level / (LEVELS - 1));
        }
        noisy[i] = (float) (draw(chances[level], random) / photons);
      }
      return noisy;
    });
  }

  /** The chances of at most 0, 1, 2 ... of a Poisson distribution. */
  static double[] poisson(double mean) {
    double[] chances = new double[MOST_PHOTONS];
    double chance = Math.exp(-mean);
    double sum = 0;
    for (int count = 0; count < chances.length; count++) {
      sum += chance;
      chances[count] = sum;
      chance *= mean / (count + 1);
    }
    return chances;
  }

  private static int draw(double[] chances, SplittableRandom random) {
    int at = Arrays.binarySearch(chances, random.nextDouble());
    return Math.min(at < 0 ? -at - 1 : at + 1, MOST_PHOTONS - 1);
  }

  /** Samples that are 0 or 1, as often the one as the other. */
  static Planes impulse(Planes picture, int severity, SplittableRandom random) {
    double amount = IMPULSES[severity];
    return picture.map(plane -> {
      float[] noisy = plane.clone();
      for (int i = 0; i < noisy.length; i++) {
        double drawn = random.nextDouble();
        if (drawn < amount) {
          noisy[i] = drawn < amount / 2 ? 0 : 1;
        }
      }
      return noisy;
    });
  }
}
