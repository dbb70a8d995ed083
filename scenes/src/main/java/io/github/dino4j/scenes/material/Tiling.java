package io.github.dino4j.scenes.material;

import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.random.Noise;

/** Laid patterns: the first colour is the piece, the second the other piece or the joint. */
public enum Tiling implements Pattern {
  CHECKER(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      int squares = Noise.floor(at.u / scale) + Noise.floor(at.v / scale);
      at.mix = squares & 1;
    }
  },
  BLOCKS(0.5) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double shift = 1e-4 * scale;
      at.mix =
          Noise.floor((at.x + shift) / scale)
                  + Noise.floor((at.y + shift) / scale)
                  + Noise.floor((at.z + shift) / scale)
              & 1;
    }
  },
  BRICKS(0.2) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double v = at.v / scale * 2.6;
      int row = Noise.floor(v);
      laid(at, at.u / scale + 0.5 * (row & 1), v, 2.6, 0.09);
    }
  },
  TILES(0.1) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      laid(at, at.u / scale, at.v / scale, 1, 0.05);
    }
  },
  PLANKS(0.1) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double v = at.v / scale * 5;
      int row = Noise.floor(v);
      double u = at.u / scale * 0.8 + Noise.cell(row, 7, 3) * 5;
      laid(at, u, v, 6, 0.04);
      double grain = Noise.octaves(u * 3 + row * 9.7, v * 4, row, at.footprint / scale * 12);
      at.tone *= 0.8 + 0.4 * grain;
    }
  },
  HEXAGONS(0.2) {
    @Override
    public void paint(SurfacePoint at, double scale) {
      double x = at.u / scale;
      double y = at.v / scale / 1.7320508;
      double ax = x - Math.floor(x) - 0.5;
      double ay = y - Math.floor(y) - 0.5;
      double bx = x - 0.5 - Math.floor(x - 0.5) - 0.5;
      double by = y - 0.5 - Math.floor(y - 0.5) - 0.5;
      boolean even = ax * ax + 3 * ay * ay < bx * bx + 3 * by * by;
      double dx = even ? ax : bx;
      double dy = (even ? ay : by) * 1.7320508;
      double edge = Math.max(Math.abs(dx), 0.5 * Math.abs(dx) + 0.8660254 * Math.abs(dy));
      at.mix = edge > 0.46 ? 1 : 0;
      at.tone =
          even
              ? 0.85 + 0.3 * Noise.cell(Noise.floor(x), Noise.floor(y), 1)
              : 0.85 + 0.3 * Noise.cell(Noise.floor(x - 0.5), Noise.floor(y - 0.5), 2);
    }
  };

  private final double average;

  Tiling(double average) {
    this.average = average;
  }

  @Override
  public double average() {
    return average;
  }

  /** A joint of width {@code joint} (in rows) round every cell, and a tone of its own per cell. */
  private static void laid(
      SurfacePoint at, double u, double v, double rowsPerColumn, double joint) {
    int column = Noise.floor(u);
    int row = Noise.floor(v);
    double fu = (u - column) * rowsPerColumn;
    double fv = v - row;
    boolean gap = fu < joint || fu > rowsPerColumn - joint || fv < joint || fv > 1 - joint;
    at.mix = gap ? 1 : 0;
    at.tone = gap ? 1 : 0.78 + 0.44 * Noise.cell(column, row, 5);
  }
}
