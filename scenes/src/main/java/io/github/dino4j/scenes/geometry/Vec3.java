package io.github.dino4j.scenes.geometry;

/**
 * A point in metres or a direction. The world is right-handed with y up and the ground at y = 0.
 */
public record Vec3(double x, double y, double z) {
  public static final Vec3 UP = new Vec3(0, 1, 0);

  public Vec3 plus(Vec3 other) {
    return new Vec3(x + other.x, y + other.y, z + other.z);
  }

  public Vec3 minus(Vec3 other) {
    return new Vec3(x - other.x, y - other.y, z - other.z);
  }

  public Vec3 times(double factor) {
    return new Vec3(x * factor, y * factor, z * factor);
  }

  public double dot(Vec3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  public Vec3 cross(Vec3 other) {
    return new Vec3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  public double length() {
    return Math.sqrt(dot(this));
  }

  /** The same direction with length one. */
  public Vec3 unit() {
    return times(1 / length());
  }
}
