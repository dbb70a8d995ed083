package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;

/**
 * The cube [-1, 1] with edges that are rounded in the normal only, which is what catches the light.
 */
public final class RoundedCube extends Shape {
  // Keeps rays along an axis from dividing by zero.
  private static final double TINY = 1e-30;
  private final double bevelX;
  private final double bevelY;
  private final double bevelZ;

  /** Bevels as shares of the half extents. */
  public RoundedCube(double bevelX, double bevelY, double bevelZ) {
    this.bevelX = bevelX;
    this.bevelY = bevelY;
    this.bevelZ = bevelZ;
  }

  @Override
  public double hit(Ray ray, double far) {
    double ix = 1 / (ray.dx + TINY);
    double iy = 1 / (ray.dy + TINY);
    double iz = 1 / (ray.dz + TINY);
    double mx = -ray.ox * ix;
    double my = -ray.oy * iy;
    double mz = -ray.oz * iz;
    double kx = Math.abs(ix);
    double ky = Math.abs(iy);
    double kz = Math.abs(iz);
    double enter = Math.max(Math.max(mx - kx, my - ky), mz - kz);
    double leave = Math.min(Math.min(mx + kx, my + ky), mz + kz);
    return enter < leave ? first(enter, leave, far) : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    at.nx = Math.copySign(ramp(Math.abs(at.x), bevelX), at.x);
    at.ny = Math.copySign(ramp(Math.abs(at.y), bevelY), at.y);
    at.nz = Math.copySign(ramp(Math.abs(at.z), bevelZ), at.z);
  }

  @Override
  public void map(SurfacePoint at) {
    double ax = Math.abs(at.nx);
    double ay = Math.abs(at.ny);
    double az = Math.abs(at.nz);
    at.u = ax >= ay && ax >= az ? at.z : at.x;
    at.v = ay > ax && ay >= az ? at.z : at.y;
  }
}
