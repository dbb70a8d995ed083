package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;

/** The endless plane y = 0, facing up. */
public final class Plane extends Shape {
  public static final Plane LEVEL = new Plane();

  @Override
  public double hit(Ray ray, double far) {
    double t = -ray.oy / ray.dy;
    return t > NEAR && t < far ? t : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    at.nx = 0;
    at.ny = 1;
    at.nz = 0;
  }

  @Override
  public void map(SurfacePoint at) {
    at.u = at.x;
    at.v = at.z;
  }
}
