package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Vec3;

/**
 * A pinhole camera. Pixel (column, row) has its centre at (column + 0.5, row + 0.5); depth is the
 * distance along the optical axis, not along the ray.
 */
public record Camera(Pose pose, Lens lens) {

  /**
   * Where a point of the world falls in a picture of {@code size}.
   *
   * @return x and y in pixels and, as z, the depth in metres (negative behind the camera)
   */
  public Vec3 project(Vec3 world, int size) {
    Vec3 seen = world.minus(pose.position());
    double depth = seen.dot(pose.forward());
    double scale = lens.focal() / depth;
    return new Vec3(
        (lens.centreX() + scale * seen.dot(pose.right())) * size,
        (lens.centreY() + scale * seen.dot(pose.down())) * size,
        depth);
  }

  /** The point of the world at {@code depth} behind the position (x, y) of a picture. */
  public Vec3 unproject(Vec3 pixelAndDepth, int size) {
    double depth = pixelAndDepth.z();
    double right = (pixelAndDepth.x() / size - lens.centreX()) / lens.focal();
    double down = (pixelAndDepth.y() / size - lens.centreY()) / lens.focal();
    return pose.position()
        .plus(pose.right().times(right * depth))
        .plus(pose.down().times(down * depth))
        .plus(pose.forward().times(depth));
  }
}
