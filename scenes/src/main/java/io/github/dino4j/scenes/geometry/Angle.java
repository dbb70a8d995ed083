package io.github.dino4j.scenes.geometry;

/** Angles for texture coordinates, where a ten-thousandth of a radian is plenty. */
public final class Angle {
  private Angle() {}

  /** {@code atan2(y, x)} within 1e-4, from operations that every JVM rounds alike. */
  public static double of(double y, double x) {
    double ax = Math.abs(x);
    double ay = Math.abs(y);
    double larger = Math.max(ax, ay);
    if (larger == 0) {
      return 0;
    }
    double q = Math.min(ax, ay) / larger;
    double s = q * q;
    // Abramowitz and Stegun 4.4.49, odd polynomial on [0, 1].
    double a =
        q * (0.9998660 + s * (-0.3302995 + s * (0.1801410 + s * (-0.0851330 + s * 0.0208351))));
    if (ay > ax) {
      a = Math.PI / 2 - a;
    }
    if (x < 0) {
      a = Math.PI - a;
    }
    return y < 0 ? -a : a;
  }
}
