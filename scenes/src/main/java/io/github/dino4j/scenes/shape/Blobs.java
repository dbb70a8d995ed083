package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;
import java.util.List;

/** Many balls as one solid: foliage, bushes, heaps. */
public final class Blobs extends Shape {
  /** One ball of the heap, in the canonical space. */
  public record Blob(double x, double y, double z, double radius) {}

  private final Blob[] blobs;

  public Blobs(List<Blob> blobs) {
    this.blobs = blobs.toArray(Blob[]::new);
  }

  @Override
  public double hit(Ray ray, double far) {
    double a = ray.dx * ray.dx + ray.dy * ray.dy + ray.dz * ray.dz;
    double best = far;
    for (Blob blob : blobs) {
      double ox = ray.ox - blob.x;
      double oy = ray.oy - blob.y;
      double oz = ray.oz - blob.z;
      double b = ox * ray.dx + oy * ray.dy + oz * ray.dz;
      double c = ox * ox + oy * oy + oz * oz - blob.radius * blob.radius;
      double root = b * b - a * c;
      if (root > 0) {
        double t = (-b - Math.sqrt(root)) / a;
        best = t > NEAR && t < best ? t : best;
      }
    }
    return best < far ? best : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    double nearest = Double.POSITIVE_INFINITY;
    for (Blob blob : blobs) {
      double x = at.x - blob.x;
      double y = at.y - blob.y;
      double z = at.z - blob.z;
      double gap = Math.abs(x * x + y * y + z * z - blob.radius * blob.radius);
      if (gap < nearest) {
        nearest = gap;
        at.nx = x;
        at.ny = y;
        at.nz = z;
      }
    }
  }

  @Override
  public Vec3 high() {
    double x = 0;
    double y = 0;
    double z = 0;
    for (Blob blob : blobs) {
      x = Math.max(x, Math.abs(blob.x) + blob.radius);
      y = Math.max(y, Math.abs(blob.y) + blob.radius);
      z = Math.max(z, Math.abs(blob.z) + blob.radius);
    }
    return new Vec3(x, y, z);
  }
}
