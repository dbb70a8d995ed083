package io.github.dino4j.scenes.geometry;

/** A ray, overwritten for each use. */
public final class Ray {
  public double ox;
  public double oy;
  public double oz;
  public double dx;
  public double dy;
  public double dz;

  public void from(double x, double y, double z) {
    ox = x;
    oy = y;
    oz = z;
  }

  public void towards(double x, double y, double z) {
    double scale = 1 / Math.sqrt(x * x + y * y + z * z);
    dx = x * scale;
    dy = y * scale;
    dz = z * scale;
  }

  /** Starts a little above the point of {@code hit}, so as not to meet its surface again. */
  public void leave(Hit hit) {
    double lift = 2e-4 + 1e-4 * hit.t;
    from(hit.x + hit.nx * lift, hit.y + hit.ny * lift, hit.z + hit.nz * lift);
  }

  /**
   * Tilts the unit direction by the point (s, t) of the unit disc. Even points of the disc give
   * cosine-weighted directions about it. The basis is that of Duff et al. 2017.
   */
  public void tilt(double s, double t) {
    double x = dx;
    double y = dy;
    double z = dz;
    double sign = Math.copySign(1, z);
    double a = -1 / (sign + z);
    double b = x * y * a;
    double c = Math.sqrt(Math.max(1 - s * s - t * t, 0.01));
    towards(
        s * (1 + sign * x * x * a) + t * b + c * x,
        s * sign * b + t * (sign + y * y * a) + c * y,
        -s * sign * x - t * y + c * z);
  }
}
