package io.github.dino4j.scenes.material;

import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.random.Noise;

/** Printed and woven patterns. */
public enum Cloth implements Pattern {
  PLAIN(0) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      at.mix = 0;
    }
  },
  STRIPES(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      at.mix = half(at.v / scale);
    }
  },
  UPRIGHT_STRIPES(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      at.mix = half(at.u / scale);
    }
  },
  BAND(0.3) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      at.mix = Math.abs(at.v) < 0.35 * scale ? 1 : 0;
    }
  },
  SEGMENTS(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double turns = at.u / (2 * Math.PI * at.sx);
      at.mix = half(turns * 4);
      at.tone = Math.abs(at.y) > 0.96 * at.sy ? 0.6 : 1;
    }
  },
  DOTS(0.3) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double v = at.v / scale;
      double u = at.u / scale + 0.5 * (Noise.floor(v) & 1);
      double du = u - Math.floor(u) - 0.5;
      double dv = v - Math.floor(v) - 0.5;
      at.mix = 1 - Noise.step(0.28, 0.32, Math.sqrt(du * du + dv * dv));
    }
  },
  SPOTS(0.3) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double x = at.x / scale;
      double y = at.y / scale;
      double z = at.z / scale;
      int cx = Noise.floor(x);
      int cy = Noise.floor(y);
      int cz = Noise.floor(z);
      double dx = x - cx - 0.35 - 0.3 * Noise.cell(cx, cy, cz);
      double dy = y - cy - 0.5;
      double dz = z - cz - 0.35 - 0.3 * Noise.cell(cz, cx, cy);
      at.mix = 1 - Noise.step(0.36, 0.42, Math.sqrt(dx * dx + dy * dy + dz * dz));
    }
  },
  PLAID(0.45) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double u = at.u / scale;
      double v = at.v / scale;
      boolean thin = near(u, 0.75, 0.03) || near(v, 0.75, 0.03);
      at.mix = 0.5 * (half(u) + half(v));
      at.tone = thin ? 1.5 : 1;
    }
  },
  WEAVE(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double u = at.u / scale * 6;
      double v = at.v / scale * 6;
      boolean over = ((Noise.floor(u) + Noise.floor(v)) & 1) == 0;
      double across = over ? v - Math.floor(v) - 0.5 : u - Math.floor(u) - 0.5;
      double kept = Math.clamp(1.6 - 6 * at.footprint / scale, 0.0, 1.0);
      at.mix = 0.5 + ((over ? 0 : 1) - 0.5) * kept;
      at.tone = 1.1 - (1.6 * across * across) * kept;
    }
  },
  ZIGZAG(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double u = at.u / scale * 2;
      double tooth = Math.abs(2 * (u - Math.floor(u)) - 1);
      at.mix = half(at.v / scale * 1.4 + 0.45 * tooth);
    }
  };

  private final double average;

  Cloth(double average) {
    this.average = average;
  }

  @Override
  public double average() {
    return average;
  }

  private static double half(double phase) {
    return phase - Math.floor(phase) < 0.5 ? 0 : 1;
  }

  private static boolean near(double phase, double where, double reach) {
    return Math.abs(phase - Math.floor(phase) - where) < reach;
  }
}
