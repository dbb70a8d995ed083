package io.github.dino4j.scenes;

import java.util.List;

/** The parts of one object inside a bounding ball, so that most rays can pass it by. */
final class Body {
  final Placed[] parts;
  final double x;
  final double y;
  final double z;
  final double square;

  Body(List<Placed> parts, Bounds bounds) {
    this.parts = parts.toArray(Placed[]::new);
    Vec3 centre = bounds.centre();
    x = centre.x();
    y = centre.y();
    z = centre.z();
    double radius = bounds.radius() * 1.0001;
    square = radius * radius;
  }

  /** Whether the ray could meet the body before {@code far}. */
  boolean near(Ray ray, double far) {
    double lx = x - ray.ox;
    double ly = y - ray.oy;
    double lz = z - ray.oz;
    double along = lx * ray.dx + ly * ray.dy + lz * ray.dz;
    double outside = lx * lx + ly * ly + lz * lz - square;
    double root = along * along - outside;
    if (root <= 0 || outside > 0 && along < 0) {
      return false;
    }
    double beyond = along - far;
    return beyond <= 0 || beyond * beyond < root;
  }
}
