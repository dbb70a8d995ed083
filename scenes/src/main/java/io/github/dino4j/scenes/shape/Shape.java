package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Angle;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;

/**
 * A canonical solid about the origin, most of them inside [-1, 1]; an {@link Affine} gives it size
 * and place. Rays keep their world parameter t although the map may squeeze them.
 */
public abstract sealed class Shape
    permits Ball, Blobs, RoundedCube, Capsule, Frustum, Lathe, Plane, Polyhedron, Torus {
  public static final double NONE = Double.POSITIVE_INFINITY;
  public static final double NEAR = 1e-4;
  private static final Vec3 ONES = new Vec3(1, 1, 1);

  /** The smallest t in (NEAR, far) at which the ray meets the surface, or {@link #NONE}. */
  public abstract double hit(Ray ray, double far);

  /** Writes the outward normal (any length) at the surface point (x, y, z) of {@code at}. */
  public abstract void normal(SurfacePoint at);

  /** The corner of the upright box about the shape where x, y and z are highest. */
  public Vec3 high() {
    return ONES;
  }

  /** The opposite corner. */
  public Vec3 low() {
    return high().times(-1);
  }

  /** Writes texture coordinates in metres; the default wraps them round the y axis. */
  public void map(SurfacePoint at) {
    if (at.ny * at.ny > 4 * (at.nx * at.nx + at.nz * at.nz)) {
      at.u = at.x;
      at.v = at.z;
    } else {
      at.u = Angle.of(at.z, at.x) * high().x() * at.sx;
      at.v = at.y;
    }
  }

  static double first(double near, double beyond, double far) {
    double t = near > NEAR ? near : beyond;
    return t > NEAR && t < far ? t : NONE;
  }

  static double ramp(double value, double bevel) {
    double inside = (value - 1 + bevel) / bevel;
    if (inside <= 0) {
      return 0;
    }
    return inside < 1 ? inside * inside : 1;
  }
}
