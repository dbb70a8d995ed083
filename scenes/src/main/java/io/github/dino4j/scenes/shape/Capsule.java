package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;

/** A cylinder of radius 1 along y with round ends. */
public final class Capsule extends Shape {
  private final double half;

  /** Half the length of the straight part, in radii. */
  public Capsule(double half) {
    this.half = half;
  }

  @Override
  public double hit(Ray ray, double far) {
    double a = ray.dx * ray.dx + ray.dz * ray.dz;
    double b = ray.ox * ray.dx + ray.oz * ray.dz;
    double c = ray.ox * ray.ox + ray.oz * ray.oz - 1;
    double root = b * b - a * c;
    if (root <= 0) {
      return NONE;
    }
    double s = Math.sqrt(root);
    double best = Math.min(side(ray, (-b - s) / a, far), side(ray, (-b + s) / a, far));
    return Math.min(best, Math.min(end(ray, half, far), end(ray, -half, far)));
  }

  private double side(Ray ray, double t, double far) {
    return t > NEAR && t < far && Math.abs(ray.oy + t * ray.dy) <= half ? t : NONE;
  }

  private double end(Ray ray, double height, double far) {
    double oy = ray.oy - height;
    double a = ray.dx * ray.dx + ray.dy * ray.dy + ray.dz * ray.dz;
    double b = ray.ox * ray.dx + oy * ray.dy + ray.oz * ray.dz;
    double root = b * b - a * (ray.ox * ray.ox + oy * oy + ray.oz * ray.oz - 1);
    if (root <= 0) {
      return NONE;
    }
    double s = Math.sqrt(root);
    return Math.min(cap(ray, (-b - s) / a, far), cap(ray, (-b + s) / a, far));
  }

  private double cap(Ray ray, double t, double far) {
    return t > NEAR && t < far && Math.abs(ray.oy + t * ray.dy) > half ? t : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    at.nx = at.x;
    at.ny = at.y - Math.clamp(at.y, -half, half);
    at.nz = at.z;
  }

  @Override
  public Vec3 high() {
    return new Vec3(1, 1 + half, 1);
  }
}
