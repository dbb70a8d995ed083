package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.scene.Bounds;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.shape.Ball;
import io.github.dino4j.scenes.shape.Frustum;
import io.github.dino4j.scenes.shape.RoundedCube;
import io.github.dino4j.scenes.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** Parts of one object as it is put together: y up, standing on y = 0, any size. */
final class Assembly {
  private static final double ROUNDING = 0.025;
  private final List<Part> parts = new ArrayList<>();

  Assembly add(Shape shape, Affine place, Material material) {
    parts.add(new Part(shape, place, material));
    return this;
  }

  /** A box with its centre at {@code place} and half extents {@code half}. */
  Assembly box(Affine place, Vec3 half, Material material) {
    Shape block = new RoundedCube(bevel(half.x()), bevel(half.y()), bevel(half.z()));
    return add(block, place.scale(half.x(), half.y(), half.z()), material);
  }

  /** A cylinder with its centre at {@code place}. */
  Assembly rod(Affine place, double radius, double half, Material material) {
    return add(Frustum.CYLINDER, place.scale(radius, half, radius), material);
  }

  Assembly ball(Affine place, double radius, Material material) {
    return add(Ball.UNIT, place.scale(radius), material);
  }

  private static double bevel(double half) {
    return Math.min(0.5, ROUNDING / half);
  }

  /** The parts as they were put together. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** The parts turned, made {@code size} metres in their longest extent and set down. */
  List<Part> settle(Vec3 position, double yaw, double size) {
    Vec3 extent = Bounds.of(parts).size();
    double longest = Math.max(extent.y(), Math.max(extent.x(), extent.z()));
    Affine frame =
        Affine.at(position.x(), position.y(), position.z()).turnY(yaw).scale(size / longest);
    return parts.stream().map(part -> part.within(frame)).toList();
  }
}
