package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Vec3;

/**
 * Where a camera stands and how it is turned, in the axes that OpenCV uses: x right, y down, z
 * forward.
 *
 * @param position of the optical centre, metres in the world
 * @param right unit vector along the image rows
 * @param down unit vector along the image columns
 * @param forward unit vector along the optical axis
 */
public record Pose(Vec3 position, Vec3 right, Vec3 down, Vec3 forward) {

  /** A camera at {@code position} that looks at {@code target}, turned by {@code roll} radians. */
  public static Pose lookingAt(Vec3 position, Vec3 target, double roll) {
    Vec3 forward = target.minus(position).unit();
    Vec3 level = forward.cross(Vec3.UP).unit();
    Vec3 plumb = forward.cross(level);
    double c = StrictMath.cos(roll);
    double s = StrictMath.sin(roll);
    Vec3 right = level.times(c).plus(plumb.times(s));
    Vec3 down = plumb.times(c).minus(level.times(s));
    return new Pose(position, right, down, forward);
  }

  /** {@code [4][4]}, row major: takes homogeneous camera coordinates to world coordinates. */
  public double[][] cameraToWorld() {
    return new double[][] {
      {right.x(), down.x(), forward.x(), position.x()},
      {right.y(), down.y(), forward.y(), position.y()},
      {right.z(), down.z(), forward.z(), position.z()},
      {0, 0, 0, 1}
    };
  }
}
