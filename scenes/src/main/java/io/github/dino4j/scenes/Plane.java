package io.github.dino4j.scenes;

/** The endless plane y = 0, facing up. */
final class Plane extends Shape {
  static final Plane LEVEL = new Plane();

  @Override
  double hit(Ray ray, double far) {
    double t = -ray.oy / ray.dy;
    return t > NEAR && t < far ? t : NONE;
  }

  @Override
  void normal(Probe at) {
    at.nx = 0;
    at.ny = 1;
    at.nz = 0;
  }

  @Override
  void map(Probe at) {
    at.u = at.x;
    at.v = at.z;
  }
}
