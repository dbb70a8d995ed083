package io.github.dino4j.scenes;

import java.util.List;

/** Scenes whose geometry can be worked out on paper. */
final class TestStage {
  static final Material CHALK = Material.plain(Colour.grey(0.6), Finish.MATTE);

  private TestStage() {}

  static Scene of(Camera camera, SceneObject... objects) {
    Colour air = Colour.grey(0.8);
    Backdrop backdrop =
        new Backdrop(
            new Sky(air, air, air, Sky.Scenery.NONE),
            List.of(Surroundings.ground(CHALK)),
            Double.POSITIVE_INFINITY);
    Light sun = new Light.Sun(new Vec3(0.6, 0.8, 0), 0, Colour.grey(2));
    Scene.Label label = new Scene.Label(0, SceneClass.BALL, new Kinship(Kinship.Kind.ORIGINAL, 0));
    return new Scene(
        label,
        camera,
        new Scene.Stage(backdrop, List.of(sun), List.of(objects)),
        Development.NEUTRAL);
  }

  static SceneObject ball(int instance, Vec3 centre, double radius) {
    Affine place = Affine.at(centre.x(), centre.y(), centre.z()).scale(radius);
    return new SceneObject(
        instance, SceneClass.BALL.maskId(), centre, List.of(new Part(Ball.UNIT, place, CHALK)));
  }

  static Camera camera(Vec3 position, Vec3 target) {
    return new Camera(Pose.lookingAt(position, target, 0), Lens.centred(1.2));
  }
}
