package io.github.dino4j.scenes.random;

/** Value noise on the integer lattice, from integer hashes and exact arithmetic only. */
public final class Noise {
  private Noise() {}

  /** A number in [0, 1) that belongs to the cell. */
  public static double cell(int x, int y, int z) {
    int h = x * 0x8da6b343 ^ y * 0xd8163841 ^ z * 0xcb1ab31f;
    h = (h ^ h >>> 15) * 0x2c1b3c6d;
    h = (h ^ h >>> 12) * 0x297a2d39;
    return ((h ^ h >>> 15) >>> 8) * 0x1.0p-24;
  }

  public static int floor(double value) {
    return (int) Math.floor(value);
  }

  static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  /** Limited to [0, 1]; without the checks that make {@code Math.clamp} slow. */
  public static double share(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** 0 below {@code low}, 1 above {@code high}, smooth between. */
  public static double step(double low, double high, double value) {
    return smooth(share((value - low) / (high - low)));
  }

  /** Smooth noise in [0, 1) with features of size one. */
  public static double at(double x, double y, double z) {
    int ix = floor(x);
    int iy = floor(y);
    int iz = floor(z);
    double fx = smooth(x - ix);
    double fy = smooth(y - iy);
    double fz = smooth(z - iz);
    double near = layer(ix, iy, iz, fx, fy);
    return near + (layer(ix, iy, iz + 1, fx, fy) - near) * fz;
  }

  private static double layer(int ix, int iy, int iz, double fx, double fy) {
    double a = cell(ix, iy, iz);
    double b = cell(ix, iy + 1, iz);
    double left = a + (cell(ix + 1, iy, iz) - a) * fx;
    double right = b + (cell(ix + 1, iy + 1, iz) - b) * fx;
    return left + (right - left) * fy;
  }

  /**
   * Several octaves of noise, about 0.5 on average. Octaves finer than the footprint are left out:
   * that is the antialiasing.
   *
   * @param footprint of a sample in the units of x, y and z
   */
  public static double octaves(double x, double y, double z, double footprint) {
    double sum = 0;
    double weight = 0.5;
    double frequency = 1;
    for (int octave = 0; octave < 4; octave++) {
      double kept = share(1.5 - 2 * footprint * frequency);
      if (kept == 0) {
        break;
      }
      double shift = 17.3 * octave;
      double value = at(x * frequency + shift, y * frequency - shift, z * frequency + 2 * shift);
      sum += weight * kept * (value - 0.5);
      weight *= 0.5;
      frequency *= 2.03;
    }
    return 0.5 + sum;
  }
}
