package io.github.dino4j.scenes;

/** A ray, overwritten for each use. */
final class Ray {
  double ox;
  double oy;
  double oz;
  double dx;
  double dy;
  double dz;

  void from(double x, double y, double z) {
    ox = x;
    oy = y;
    oz = z;
  }

  void towards(double x, double y, double z) {
    double scale = 1 / Math.sqrt(x * x + y * y + z * z);
    dx = x * scale;
    dy = y * scale;
    dz = z * scale;
  }
}
