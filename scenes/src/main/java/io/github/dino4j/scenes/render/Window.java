package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.scene.Pose;

/**
 * A rectangle of the picture as seen from one camera, to leave out what lies beside it. The edges
 * are tangents: distance from the axis at depth one.
 */
record Window(Pose pose, double left, double top, double side) {

  /** Whether any of the ball about (x, y, z) can be seen through the window. */
  boolean shows(Vec3 centre, double radius) {
    Vec3 seen = centre.minus(pose.position());
    double x = seen.dot(pose.right());
    double y = seen.dot(pose.down());
    double z = seen.dot(pose.forward());
    return inside(x - left * z, left, radius)
        && inside((left + side) * z - x, left + side, radius)
        && inside(y - top * z, top, radius)
        && inside((top + side) * z - y, top + side, radius);
  }

  private static boolean inside(double height, double slope, double radius) {
    return height > -radius * Math.sqrt(1 + slope * slope);
  }
}
