package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Angle;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;

/** A ring of radius 1 about y, sphere-traced because a quartic is neither faster nor steadier. */
public final class Torus extends Shape {
  private static final int STEPS = 128;
  // Keeps level rays from dividing by zero.
  private static final double TINY = 1e-30;
  private final double tube;
  private final double from;

  /** The tube's radius against the ring's, and the x below which the ring is cut away. */
  public Torus(double tube, double from) {
    this.tube = tube;
    this.from = from;
  }

  public Torus(double tube) {
    this(tube, Double.NEGATIVE_INFINITY);
  }

  @Override
  public double hit(Ray ray, double far) {
    double a = ray.dx * ray.dx + ray.dy * ray.dy + ray.dz * ray.dz;
    double b = ray.ox * ray.dx + ray.oy * ray.dy + ray.oz * ray.dz;
    double c = ray.ox * ray.ox + ray.oy * ray.oy + ray.oz * ray.oz;
    double outer = 1 + tube;
    double root = b * b - a * (c - outer * outer);
    if (root <= 0) {
      return NONE;
    }
    double s = Math.sqrt(root);
    double inverse = 1 / (ray.dy + TINY);
    double slab = tube * Math.abs(inverse);
    double enter = Math.max((-b - s) / a, -ray.oy * inverse - slab);
    double leave = Math.min(Math.min((-b + s) / a, -ray.oy * inverse + slab), far);
    return march(ray, Math.max(enter, NEAR), leave);
  }

  private double march(Ray ray, double enter, double leave) {
    double pace = 1 / Math.sqrt(ray.dx * ray.dx + ray.dy * ray.dy + ray.dz * ray.dz);
    double t = enter;
    for (int i = 0; i < STEPS && t < leave; i++) {
      double x = ray.ox + t * ray.dx;
      double y = ray.oy + t * ray.dy;
      double z = ray.oz + t * ray.dz;
      double gap = Math.sqrt(x * x + z * z) - 1;
      double distance = Math.max(Math.sqrt(gap * gap + y * y) - tube, from - x);
      if (distance < 2e-5) {
        return t > NEAR ? t : NONE;
      }
      t += distance * pace;
    }
    return NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    double rho = Math.sqrt(at.x * at.x + at.z * at.z) + 1e-9;
    double gap = 1 - 1 / rho;
    at.nx = at.x * gap;
    at.ny = at.y;
    at.nz = at.z * gap;
  }

  @Override
  public void map(SurfacePoint at) {
    at.u = Angle.of(at.z, at.x) * at.sx;
    double rho = Math.sqrt(at.x * at.x + at.z * at.z);
    at.v = Angle.of(at.y, rho - at.sx) * tube * at.sx;
  }

  @Override
  public Vec3 high() {
    return new Vec3(1 + tube, tube, 1 + tube);
  }
}
