package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.Backdrop;
import io.github.dino4j.scenes.scene.Light;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import io.github.dino4j.scenes.shape.Plane;
import java.util.List;

/**
 * A place to put things in.
 *
 * @param side -1 or 1: where the camera may go without leaving the room, seen along z
 * @param depth how far objects may stand behind the middle, metres
 */
public record Surroundings(Backdrop backdrop, List<Light> lights, double side, double depth) {

  static Surroundings draw(RandomChoices draw) {
    return switch (draw.below(8)) {
      case 0, 1 -> Studio.draw(draw);
      case 2, 3, 4 -> Room.draw(draw);
      default -> Landscape.draw(draw);
    };
  }

  public static SceneObject ground(Material material) {
    Part plane = new Part(Plane.LEVEL, Affine.identity(), material);
    return new SceneObject(0, SceneClass.GROUND, new Vec3(0, 0, 0), List.of(plane));
  }

  static SceneObject prop(int maskId, List<Part> parts) {
    return new SceneObject(0, maskId, parts.getFirst().place().origin(), parts);
  }

  /** A direction by its height over the horizon and its turn from z towards x, degrees. */
  static Vec3 direction(double height, double turn) {
    double up = StrictMath.toRadians(height);
    double level = StrictMath.cos(up);
    double azimuth = StrictMath.toRadians(turn);
    return new Vec3(
        level * StrictMath.sin(azimuth), StrictMath.sin(up), level * StrictMath.cos(azimuth));
  }
}
