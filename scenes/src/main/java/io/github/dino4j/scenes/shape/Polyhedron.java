package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import java.util.List;

/** A convex solid cut out by planes: roofs, pyramids, wedges. */
public final class Polyhedron extends Shape {
  /** A gable roof: ridge along z at y = 1, eaves at y = -1. */
  public static final Polyhedron GABLE =
      new Polyhedron(
          List.of(
              new Face(0, -1, 0, 1),
              new Face(2, 1, 0, 1),
              new Face(-2, 1, 0, 1),
              new Face(0, 0, 1, 1),
              new Face(0, 0, -1, 1)));

  /** A square pyramid: tip at y = 1, base at y = -1. */
  public static final Polyhedron PYRAMID =
      new Polyhedron(
          List.of(
              new Face(0, -1, 0, 1),
              new Face(2, 1, 0, 1),
              new Face(-2, 1, 0, 1),
              new Face(0, 1, 2, 1),
              new Face(0, 1, -2, 1)));

  /** Points with x, y, z against (a, b, c) at most {@code d}. */
  public record Face(double a, double b, double c, double d) {}

  private final Face[] faces;

  public Polyhedron(List<Face> faces) {
    this.faces = faces.toArray(Face[]::new);
  }

  @Override
  public double hit(Ray ray, double far) {
    double enter = Double.NEGATIVE_INFINITY;
    double leave = Double.POSITIVE_INFINITY;
    for (Face face : faces) {
      double toward = face.a * ray.dx + face.b * ray.dy + face.c * ray.dz;
      double t = (face.d - face.a * ray.ox - face.b * ray.oy - face.c * ray.oz) / toward;
      if (toward < 0) {
        enter = Math.max(enter, t);
      } else {
        leave = Math.min(leave, t);
      }
    }
    return enter < leave ? first(enter, leave, far) : NONE;
  }

  @Override
  public void normal(SurfacePoint at) {
    double nearest = Double.NEGATIVE_INFINITY;
    for (Face face : faces) {
      double height = face.a * at.x + face.b * at.y + face.c * at.z - face.d;
      if (height > nearest) {
        nearest = height;
        at.nx = face.a;
        at.ny = face.b;
        at.nz = face.c;
      }
    }
  }

  @Override
  public void map(SurfacePoint at) {
    at.u = Math.abs(at.nx) > Math.abs(at.nz) ? at.z : at.x;
    at.v = at.y;
  }
}
