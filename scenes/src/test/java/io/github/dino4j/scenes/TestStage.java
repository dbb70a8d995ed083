package io.github.dino4j.scenes;

import io.github.dino4j.scenes.composition.Surroundings;
import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.scene.Backdrop;
import io.github.dino4j.scenes.scene.Camera;
import io.github.dino4j.scenes.scene.CameraResponse;
import io.github.dino4j.scenes.scene.Lens;
import io.github.dino4j.scenes.scene.Light;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.Pose;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import io.github.dino4j.scenes.scene.Sky;
import io.github.dino4j.scenes.shape.Ball;
import java.util.List;

/** Scenes whose geometry can be worked out on paper. */
public final class TestStage {
  static final Material CHALK = Material.plain(Colour.grey(0.6), Reflectance.MATTE);

  private TestStage() {}

  public static Scene of(Camera camera, SceneObject... objects) {
    Colour air = Colour.grey(0.8);
    Backdrop backdrop =
        new Backdrop(
            new Sky(air, air, air, Sky.Scenery.NONE),
            List.of(Surroundings.ground(CHALK)),
            Double.POSITIVE_INFINITY);
    Light sun = new Light.Sun(new Vec3(0.6, 0.8, 0), 0, Colour.grey(2));
    Scene.Label label =
        new Scene.Label(0, SceneClass.BALL, new NearDuplicate(NearDuplicate.Kind.ORIGINAL, 0));
    return new Scene(
        label,
        camera,
        new Scene.Stage(backdrop, List.of(sun), List.of(objects)),
        CameraResponse.NEUTRAL);
  }

  public static SceneObject ball(int instance, Vec3 centre, double radius) {
    Affine place = Affine.at(centre.x(), centre.y(), centre.z()).scale(radius);
    return new SceneObject(
        instance, SceneClass.BALL.maskId(), centre, List.of(new Part(Ball.UNIT, place, CHALK)));
  }

  public static Camera camera(Vec3 position, Vec3 target) {
    return new Camera(Pose.lookingAt(position, target, 0), Lens.centred(1.2));
  }
}
