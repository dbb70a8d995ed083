package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.Bounds;
import io.github.dino4j.scenes.scene.Camera;
import io.github.dino4j.scenes.scene.CameraResponse;
import io.github.dino4j.scenes.scene.Pose;
import io.github.dino4j.scenes.scene.Scene;

/** Turns a scene into another view or a near-duplicate of itself. */
final class Variation {
  private Variation() {}

  static Scene of(Scene scene, RandomChoices draw) {
    return switch (scene.label().nearDuplicate().kind()) {
      case ORIGINAL -> scene;
      case OTHER_VIEW -> scene.seenBy(orbit(scene, draw));
      case NUDGED -> scene.seenBy(nudge(scene.camera(), draw));
      case CROPPED -> scene.seenBy(crop(scene.camera(), draw));
      case REGRADED -> developed(scene, regrade(scene.development(), draw));
      case NOISY -> developed(scene, with(scene.development(), draw.between(5, 14), 100));
      case COMPRESSED -> developed(scene, with(scene.development(), 0, draw.between(8, 25)));
    };
  }

  private static Scene developed(Scene scene, CameraResponse development) {
    return new Scene(scene.label(), scene.camera(), scene.stage(), development);
  }

  private static CameraResponse with(CameraResponse old, double noise, int quality) {
    return new CameraResponse(old.exposure(), old.tint(), noise, quality);
  }

  private static CameraResponse regrade(CameraResponse old, RandomChoices draw) {
    double exposure = draw.chance(0.5) ? draw.between(0.6, 0.8) : draw.between(1.25, 1.6);
    double warmth = draw.around(0, 0.15);
    Colour tint = new Colour(1 + warmth, 1, 1 - warmth);
    return new CameraResponse(old.exposure() * exposure, tint, old.noise(), old.jpegQuality());
  }

  /** Round the main object by 12 to 30 degrees, away from the walls. */
  private static Camera orbit(Scene scene, RandomChoices draw) {
    Pose pose = scene.camera().pose();
    Vec3 target = Bounds.of(scene.stage().objects().getFirst().parts()).centre();
    Vec3 arm = pose.position().minus(target);
    double direction = arm.x() < 0 ? -1 : 1;
    Affine turn = Affine.at(0, 0, 0).turnY(direction * draw.between(12, 30));
    Vec3 turned = turn.apply(arm).times(draw.between(0.85, 1.15));
    double height = Math.max(turned.y() + draw.around(0, 0.25), 0.12 - target.y() + 0.1);
    Vec3 position = target.plus(new Vec3(turned.x(), height, turned.z()));
    return new Camera(
        Pose.lookingAt(position, target, draw.around(0, 0.05)), scene.camera().lens());
  }

  private static Camera nudge(Camera camera, RandomChoices draw) {
    Pose pose = camera.pose();
    Vec3 move =
        pose.right()
            .times(draw.between(0.02, 0.06) * draw.sign())
            .plus(pose.down().times(draw.between(0.01, 0.04) * draw.sign()));
    return new Camera(
        new Pose(pose.position().plus(move), pose.right(), pose.down(), pose.forward()),
        camera.lens());
  }

  private static Camera crop(Camera camera, RandomChoices draw) {
    double side = draw.between(0.78, 0.9);
    double left = (1 - side) * draw.unit();
    double top = (1 - side) * draw.unit();
    return new Camera(camera.pose(), camera.lens().crop(left, top, side));
  }
}
