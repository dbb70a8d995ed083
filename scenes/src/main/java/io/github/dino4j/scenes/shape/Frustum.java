package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;

/** A capped cone or cylinder along y from -1 to 1. */
public final class Frustum extends Shape {
  public static final Frustum CYLINDER = new Frustum(1, 1, 0.08);
  public static final Frustum CONE = new Frustum(1, 0, 0.05);
  private final double middle;
  private final double taper;
  private final double bevel;
  private final Vec3 high;

  public Frustum(double bottomRadius, double topRadius, double bevel) {
    this.middle = (bottomRadius + topRadius) / 2;
    this.taper = (topRadius - bottomRadius) / 2;
    this.bevel = bevel;
    double widest = Math.max(bottomRadius, topRadius);
    this.high = new Vec3(widest, 1, widest);
  }

  @Override
  public double hit(Ray ray, double far) {
    double best = Math.min(cap(ray, -1, far), cap(ray, 1, far));
    double q = middle + taper * ray.oy;
    double a = ray.dx * ray.dx + ray.dz * ray.dz - taper * taper * ray.dy * ray.dy;
    double b = ray.ox * ray.dx + ray.oz * ray.dz - taper * ray.dy * q;
    double c = ray.ox * ray.ox + ray.oz * ray.oz - q * q;
    double root = b * b - a * c;
    if (root <= 0 || a == 0) {
      return best;
    }
    double s = Math.sqrt(root);
    best = Math.min(best, side(ray, (-b - s) / a, far));
    return Math.min(best, side(ray, (-b + s) / a, far));
  }

  private double cap(Ray ray, double height, double far) {
    double t = (height - ray.oy) / ray.dy;
    if (!(t > NEAR && t < far)) {
      return NONE;
    }
    double x = ray.ox + t * ray.dx;
    double z = ray.oz + t * ray.dz;
    double radius = middle + taper * height;
    return x * x + z * z < radius * radius ? t : NONE;
  }

  private double side(Ray ray, double t, double far) {
    if (!(t > NEAR && t < far)) {
      return NONE;
    }
    double y = ray.oy + t * ray.dy;
    return y >= -1 && y <= 1 && middle + taper * y >= 0 ? t : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    double rho = Math.sqrt(at.x * at.x + at.z * at.z) + 1e-9;
    double radius = middle + taper * at.y + 1e-9;
    double out = ramp(rho / radius, bevel);
    double up = Math.copySign(ramp(Math.abs(at.y), bevel), at.y);
    at.nx = out * at.x / rho;
    at.ny = up * (1 - out * (radius < 0.05 ? 1 : 0)) - out * taper;
    at.nz = out * at.z / rho;
  }

  @Override
  public Vec3 high() {
    return high;
  }
}
