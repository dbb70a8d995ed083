package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.scene.Light;

/** A light made ready for many samples: a disc seen from the scene. */
final class Emitter {
  private final Vec3 base;
  private final Vec3 u;
  private final Vec3 v;
  private final boolean distant;
  private final double reference;
  final Colour power;

  /** Tangent of half the angle that the light fills as seen from the origin. */
  final double spread;

  /** Result of {@link #aim}: unit vector to the sample. */
  double dx;

  double dy;
  double dz;
  double distance;

  /** Result of {@link #aim}: factor on the power. */
  double strength;

  Emitter(Light light) {
    switch (light) {
      case Light.Sun sun -> {
        base = sun.towards();
        u = across(base).times(sun.spread());
        v = base.cross(u);
        power = sun.power();
      }
      case Light.Bulb bulb -> {
        base = bulb.position();
        u = across(base.unit()).times(bulb.radius());
        v = base.unit().cross(u);
        power = bulb.power();
      }
      case Light.Panel panel -> {
        base = panel.centre();
        u = panel.halfWidth();
        v = panel.halfHeight();
        power = panel.power();
      }
    }
    distant = light instanceof Light.Sun;
    reference = base.dot(base);
    spread = Math.max(u.length(), v.length()) / base.length();
  }

  private static Vec3 across(Vec3 axis) {
    Vec3 other = Math.abs(axis.y()) < 0.9 ? Vec3.UP : new Vec3(1, 0, 0);
    return axis.cross(other).unit();
  }

  /** From the point of {@code p} to the sample (s, t) of the unit disc. */
  void aim(Hit p, double s, double t) {
    double x = base.x() + s * u.x() + t * v.x();
    double y = base.y() + s * u.y() + t * v.y();
    double z = base.z() + s * u.z() + t * v.z();
    if (!distant) {
      x -= p.x;
      y -= p.y;
      z -= p.z;
    }
    double square = x * x + y * y + z * z;
    double length = Math.sqrt(square);
    dx = x / length;
    dy = y / length;
    dz = z / length;
    distance = distant ? Double.POSITIVE_INFINITY : length;
    strength = distant ? 1 : reference / square;
  }
}
