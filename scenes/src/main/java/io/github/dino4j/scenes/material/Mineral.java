package io.github.dino4j.scenes.material;

import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.random.Noise;

/** Grown and worn surfaces, solid in three dimensions: wood, stone, grass, sand. */
public enum Mineral implements Pattern {
  WOOD(0.4) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 1 / scale;
      double bend = Noise.octaves(at.x * f, at.y * f * 0.3, at.z * f, at.footprint * f) - 0.5;
      double x = at.x * f + bend;
      double z = at.z * f + 0.6 + bend;
      double rings = (Math.sqrt(x * x + z * z) + 0.08 * at.y * f) * 3;
      double phase = rings - Math.floor(rings);
      at.mix = phase * phase * (phase < 0.85 ? 1 : (1 - phase) / 0.15);
      at.tone = 0.85 + 0.3 * Noise.at(at.x * f * 9, at.y * f * 1.2, at.z * f * 9);
    }
  },
  MARBLE(0.3) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 1 / scale;
      double warp = Noise.octaves(at.x * f, at.y * f, at.z * f, at.footprint * f);
      double t = (at.x + 0.7 * at.y + 0.4 * at.z) * f * 0.8 + 3 * warp;
      double vein = Math.abs(2 * (t - Math.floor(t)) - 1);
      at.mix = 1 - Noise.step(0.0, 0.45, vein);
      at.tone = 0.9 + 0.2 * warp;
    }
  },
  CLOUDED(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 1 / scale;
      double n = Noise.octaves(at.x * f, at.y * f, at.z * f, at.footprint * f);
      at.mix = Noise.step(0.3, 0.7, n);
    }
  },
  GRASS(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 1 / scale;
      double broad = Noise.octaves(at.x * f * 0.35, at.y * f * 0.35, at.z * f * 0.35, 0);
      double fine = Noise.octaves(at.x * f * 9, at.y * f * 9, at.z * f * 3.5, at.footprint * f * 9);
      at.mix = Noise.step(0.3, 0.7, broad);
      at.tone = 0.35 + 1.3 * fine;
    }
  },
  SAND(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 1 / scale;
      double warp = Noise.octaves(at.x * f * 0.5, at.y * f * 0.5, at.z * f * 0.5, 0);
      double t = at.z * f * 2.2 + 4 * warp;
      double ripple = Math.abs(2 * (t - Math.floor(t)) - 1);
      double kept = Math.clamp(1.4 - 5 * at.footprint * f, 0.0, 1.0);
      at.mix = 0.5 + (0.75 * ripple + 0.25 * warp - 0.5) * kept;
      at.tone =
          0.86
              + 0.28
                  * Noise.octaves(
                      at.x * f * 14, at.y * f * 14, at.z * f * 14, at.footprint * f * 14);
    }
  },
  SPECKLE(0.15) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double f = 5 / scale;
      double fine = chip(at.x * f * 1.9 + 50, at.y * f * 1.9, at.z * f * 1.9);
      at.mix = Math.max(chip(at.x * f, at.y * f, at.z * f), 0.6 * fine);
      at.tone = 0.93 + 0.14 * Noise.at(at.x * f * 0.4, at.y * f * 0.4, at.z * f * 0.4);
    }
  },
  COBBLES(0.3) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double u = at.u / scale;
      double v = at.v / scale;
      int cu = Noise.floor(u);
      int cv = Noise.floor(v);
      double nearest = 9;
      double second = 9;
      double tone = 1;
      for (int i = -1; i <= 1; i++) {
        for (int j = -1; j <= 1; j++) {
          double du = cu + i + 0.15 + 0.7 * Noise.cell(cu + i, cv + j, 1) - u;
          double dv = cv + j + 0.15 + 0.7 * Noise.cell(cu + i, cv + j, 2) - v;
          double d = du * du + dv * dv;
          if (d < nearest) {
            second = nearest;
            nearest = d;
            tone = 0.75 + 0.5 * Noise.cell(cu + i, cv + j, 3);
          } else if (d < second) {
            second = d;
          }
        }
      }
      double border = Math.sqrt(second) - Math.sqrt(nearest);
      at.mix = 1 - Noise.step(0.04, 0.16, border);
      at.tone = tone * (1.1 - 0.5 * nearest);
    }
  };

  private final double average;

  Mineral(double average) {
    this.average = average;
  }

  @Override
  public double average() {
    return average;
  }

  /** Whether the point lies in the chip of its cell: a ball of random size and place. */
  private static double chip(double x, double y, double z) {
    int cx = Noise.floor(x);
    int cy = Noise.floor(y);
    int cz = Noise.floor(z);
    double dx = x - cx - 0.35 - 0.3 * Noise.cell(cx, cy, cz);
    double dy = y - cy - 0.35 - 0.3 * Noise.cell(cy, cz, cx);
    double dz = z - cz - 0.35 - 0.3 * Noise.cell(cz, cx, cy);
    double radius = 0.2 + 0.25 * Noise.cell(cx + 9, cy, cz);
    return dx * dx + dy * dy + dz * dz < radius * radius ? 1 : 0;
  }
}
