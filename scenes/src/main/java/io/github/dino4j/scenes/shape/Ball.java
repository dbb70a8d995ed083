package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Angle;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;

/** The unit sphere; ellipsoids by scaling. */
public final class Ball extends Shape {
  public static final Ball UNIT = new Ball();

  @Override
  public double hit(Ray ray, double far) {
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
  public void normal(SurfacePoint at) {
    at.nx = at.x;
    at.ny = at.y;
    at.nz = at.z;
  }

  @Override
  public void map(SurfacePoint at) {
    at.u = Angle.of(at.z, at.x) * at.sx;
    at.v = at.y;
  }
}
