package io.github.dino4j.scenes;

/** The unit sphere; ellipsoids by scaling. */
final class Ball extends Shape {
  static final Ball UNIT = new Ball();

  @Override
  double hit(Ray ray, double far) {
    double a = ray.dx * ray.dx + ray.dy * ray.dy + ray.dz * ray.dz;
    double b = ray.ox * ray.dx + ray.oy * ray.dy + ray.oz * ray.dz;
    double c = ray.ox * ray.ox + ray.oy * ray.oy + ray.oz * ray.oz - 1;
    double root = b * b - a * c;
    if (root <= 0) {
      return NONE;
    }
    double s = Math.sqrt(root);
    return first((-b - s) / a, (-b + s) / a, far);
  }

  @Override
  void normal(Probe at) {
    at.nx = at.x;
    at.ny = at.y;
    at.nz = at.z;
  }

  @Override
  void map(Probe at) {
    at.u = Angle.of(at.z, at.x) * at.sx;
    at.v = at.y;
  }
}
