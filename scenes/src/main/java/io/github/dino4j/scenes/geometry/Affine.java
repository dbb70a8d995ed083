package io.github.dino4j.scenes.geometry;

/** An affine map, three rows of four. Maps chain from the outside in: {@code at(..).scale(..)}. */
public record Affine(Vec3 x, Vec3 y, Vec3 z, Vec3 origin) {
  private static final Affine IDENTITY = at(0, 0, 0);

  /** The images of the axes stay where they are; the origin moves. */
  public static Affine at(double x, double y, double z) {
    return new Affine(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), new Vec3(x, y, z));
  }

  public static Affine identity() {
    return IDENTITY;
  }

  public Affine scale(double sx, double sy, double sz) {
    return new Affine(x.times(sx), y.times(sy), z.times(sz), origin);
  }

  public Affine scale(double all) {
    return scale(all, all, all);
  }

  /** Turns about the local x axis, degrees. */
  public Affine turnX(double degrees) {
    double c = StrictMath.cos(StrictMath.toRadians(degrees));
    double s = StrictMath.sin(StrictMath.toRadians(degrees));
    return new Affine(x, y.times(c).plus(z.times(s)), z.times(c).minus(y.times(s)), origin);
  }

  /** Turns about the local y axis, degrees. */
  public Affine turnY(double degrees) {
    double c = StrictMath.cos(StrictMath.toRadians(degrees));
    double s = StrictMath.sin(StrictMath.toRadians(degrees));
    return new Affine(x.times(c).minus(z.times(s)), y, z.times(c).plus(x.times(s)), origin);
  }

  /** Turns about the local z axis, degrees. */
  public Affine turnZ(double degrees) {
    double c = StrictMath.cos(StrictMath.toRadians(degrees));
    double s = StrictMath.sin(StrictMath.toRadians(degrees));
    return new Affine(x.times(c).plus(y.times(s)), y.times(c).minus(x.times(s)), z, origin);
  }

  public Affine then(Affine inner) {
    return new Affine(turned(inner.x), turned(inner.y), turned(inner.z), apply(inner.origin));
  }

  public Vec3 apply(Vec3 p) {
    return turned(p).plus(origin);
  }

  private Vec3 turned(Vec3 p) {
    return x.times(p.x()).plus(y.times(p.y())).plus(z.times(p.z()));
  }
}
