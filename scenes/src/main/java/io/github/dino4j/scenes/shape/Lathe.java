package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;
import java.util.List;

/**
 * A profile turned about y: vases, bottles, mugs. The surface is a skin without thickness of its
 * own; a profile that goes up outside and down inside makes a vessel.
 */
public final class Lathe extends Shape {
  /** A corner of the profile. */
  record Corner(double radius, double height) {}

  private final double[] radius;
  private final double[] height;
  private final double[] normalOut;
  private final double[] normalUp;
  private final double widest;
  private final double lowest;
  private final Vec3 high;

  /** The corners in the order that keeps the outside on the right when drawn upwards. */
  Lathe(List<Corner> profile) {
    int n = profile.size();
    radius = profile.stream().mapToDouble(Corner::radius).toArray();
    height = profile.stream().mapToDouble(Corner::height).toArray();
    normalOut = new double[2 * (n - 1)];
    normalUp = new double[2 * (n - 1)];
    double reach = 0;
    double low = height[0];
    double top = height[0];
    for (int i = 0; i < n; i++) {
      reach = Math.max(reach, radius[i]);
      low = Math.min(low, height[i]);
      top = Math.max(top, height[i]);
    }
    widest = reach;
    lowest = low;
    high = new Vec3(reach, top, reach);
    for (int i = 0; i < n - 1; i++) {
      smooth(i, i, Math.max(i - 1, 0), 2 * i);
      smooth(i, i, Math.min(i + 1, n - 2), 2 * i + 1);
    }
  }

  private void smooth(int segment, int self, int neighbour, int slot) {
    double out = out(self);
    double up = up(self);
    // Below about 50 degrees the profile is meant as a curve, above as an edge.
    boolean curve = out * out(neighbour) + up * up(neighbour) > 0.64;
    normalOut[slot] = curve ? out + out(neighbour) : out;
    normalUp[slot] = curve ? up + up(neighbour) : up;
  }

  private double span(int i) {
    double dr = radius[i + 1] - radius[i];
    double dy = height[i + 1] - height[i];
    return Math.sqrt(dr * dr + dy * dy);
  }

  private double out(int i) {
    return (height[i + 1] - height[i]) / span(i);
  }

  private double up(int i) {
    return (radius[i] - radius[i + 1]) / span(i);
  }

  @Override
  public double hit(Ray ray, double far) {
    double a = ray.dx * ray.dx + ray.dz * ray.dz;
    double b = ray.ox * ray.dx + ray.oz * ray.dz;
    double c = ray.ox * ray.ox + ray.oz * ray.oz;
    if (c > widest * widest && b * b <= a * (c - widest * widest)) {
      return NONE;
    }
    double best = far;
    for (int i = 0; i < radius.length - 1; i++) {
      best = Math.min(best, segment(i, ray, best));
    }
    return best < far ? best : NONE;
  }

  private double segment(int i, Ray ray, double far) {
    double y0 = height[i];
    double rise = height[i + 1] - y0;
    if (rise == 0) {
      return disc(i, ray, far);
    }
    double slope = (radius[i + 1] - radius[i]) / rise;
    double q = radius[i] + slope * (ray.oy - y0);
    double a = ray.dx * ray.dx + ray.dz * ray.dz - slope * slope * ray.dy * ray.dy;
    double b = ray.ox * ray.dx + ray.oz * ray.dz - slope * ray.dy * q;
    double root = b * b - a * (ray.ox * ray.ox + ray.oz * ray.oz - q * q);
    if (root <= 0) {
      return NONE;
    }
    double s = Math.sqrt(root);
    double one = on(i, ray, (-b - s) / a);
    double two = on(i, ray, (-b + s) / a);
    return first(Math.min(one, two), Math.max(one, two), far);
  }

  private double on(int i, Ray ray, double t) {
    double y = ray.oy + t * ray.dy;
    double low = Math.min(height[i], height[i + 1]);
    double high = Math.max(height[i], height[i + 1]);
    return t > NEAR && y >= low && y <= high ? t : NONE;
  }

  private double disc(int i, Ray ray, double far) {
    double t = (height[i] - ray.oy) / ray.dy;
    if (!(t > NEAR && t < far)) {
      return NONE;
    }
    double x = ray.ox + t * ray.dx;
    double z = ray.oz + t * ray.dz;
    double rho = Math.sqrt(x * x + z * z);
    double inner = Math.min(radius[i], radius[i + 1]);
    return rho >= inner && rho <= Math.max(radius[i], radius[i + 1]) ? t : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    double rho = Math.sqrt(at.x * at.x + at.z * at.z) + 1e-9;
    int found = 0;
    double share = 0;
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < radius.length - 1; i++) {
      double dr = radius[i + 1] - radius[i];
      double dy = height[i + 1] - height[i];
      double along = ((rho - radius[i]) * dr + (at.y - height[i]) * dy) / (dr * dr + dy * dy);
      along = Math.clamp(along, 0, 1);
      double er = rho - radius[i] - along * dr;
      double ey = at.y - height[i] - along * dy;
      double gap = er * er + ey * ey;
      if (gap < nearest) {
        nearest = gap;
        found = i;
        share = along;
      }
    }
    double out = normalOut[2 * found] * (1 - share) + normalOut[2 * found + 1] * share;
    at.ny = normalUp[2 * found] * (1 - share) + normalUp[2 * found + 1] * share;
    at.nx = out * at.x / rho;
    at.nz = out * at.z / rho;
  }

  @Override
  public Vec3 high() {
    return high;
  }

  @Override
  public Vec3 low() {
    return new Vec3(-widest, lowest, -widest);
  }
}
