package io.github.dino4j.scenes;

/**
 * A canonical solid about the origin, most of them inside [-1, 1]; an {@link Affine} gives it size
 * and place. Rays keep their world parameter t although the map may squeeze them.
 */
public abstract sealed class Shape
    permits Ball, Blobs, Block, Capsule, Frustum, Lathe, Plane, Polyhedron, Torus {
  static final double NONE = Double.POSITIVE_INFINITY;
  static final double NEAR = 1e-4;
  private static final Vec3 ONES = new Vec3(1, 1, 1);

  /** The smallest t in (NEAR, far) at which the ray meets the surface, or {@link #NONE}. */
  abstract double hit(Ray ray, double far);

  /** Writes the outward normal (any length) at the surface point (x, y, z) of {@code at}. */
  abstract void normal(Probe at);

  /** The corner of the upright box about the shape where x, y and z are highest. */
  Vec3 high() {
    return ONES;
  }

  /** The opposite corner. */
  Vec3 low() {
    return high().times(-1);
  }

  /** Writes texture coordinates in metres; the default wraps them round the y axis. */
  void map(Probe at) {
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
