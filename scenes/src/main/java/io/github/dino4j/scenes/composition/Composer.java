package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.Backdrop;
import io.github.dino4j.scenes.scene.Bounds;
import io.github.dino4j.scenes.scene.Camera;
import io.github.dino4j.scenes.scene.CameraResponse;
import io.github.dino4j.scenes.scene.Lens;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.Pose;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a main object in a place, other things round it, and a camera in front. */
final class Composer {
  private static final int ATTEMPTS = 12;
  private final RandomChoices draw;
  private final Surroundings place;
  private final List<SceneObject> objects = new ArrayList<>();
  private final List<SceneObject> surfaces;
  private final List<Bounds> taken = new ArrayList<>();

  private Composer(RandomChoices draw) {
    this.draw = draw;
    this.place = Surroundings.draw(draw);
    this.surfaces = new ArrayList<>(place.backdrop().surfaces());
  }

  static Scene compose(RandomChoices draw, Scene.Label label) {
    Composer composer = new Composer(draw);
    composer.star(label.sceneClass());
    Camera camera = composer.camera();
    composer.clutter(label.sceneClass(), camera);
    Backdrop backdrop = composer.place.backdrop();
    Scene.Stage stage =
        new Scene.Stage(
            new Backdrop(backdrop.sky(), composer.surfaces, backdrop.haze()),
            composer.place.lights(),
            composer.objects);
    CameraResponse development =
        new CameraResponse(draw.between(0.85, 1.2), new Colour(1, 1, 1), 0, 100);
    return new Scene(label, camera, stage, development);
  }

  private void star(SceneClass sceneClass) {
    Assembly assembly = Catalogue.build(sceneClass, draw);
    double size = draw.between(0.85, 1.25);
    double yaw = yaw();
    Vec3 extent = Bounds.of(assembly.settle(new Vec3(0, 0, 0), yaw, size)).size();
    double foot = Math.max(extent.x(), extent.z()) / 2;
    double height = draw.chance(0.15) ? plinth(foot) : 0;
    add(sceneClass, assembly.settle(new Vec3(0, height, 0), yaw, size));
  }

  private double yaw() {
    return draw.between(0, 360);
  }

  private double plinth(double foot) {
    double half = draw.between(0.03, 0.16);
    double radius = foot * draw.between(1.1, 1.4) + 0.04;
    Assembly plinth = new Assembly();
    Material material = draw.chance(0.5) ? Materials.stone(draw) : Materials.wood(draw);
    if (draw.chance(0.5)) {
      plinth.rod(Affine.at(0, half, 0), radius, half, material);
    } else {
      plinth.box(Affine.at(0, half, 0).turnY(yaw()), new Vec3(radius, half, radius), material);
    }
    surfaces.add(Surroundings.prop(SceneClass.GROUND, plinth.parts()));
    return 2 * half;
  }

  private void add(SceneClass sceneClass, List<Part> parts) {
    Bounds bounds = Bounds.of(parts);
    taken.add(bounds);
    Vec3 position = new Vec3(bounds.centre().x(), bounds.low().y(), bounds.centre().z());
    objects.add(new SceneObject(objects.size() + 1, sceneClass.maskId(), position, parts));
  }

  private Camera camera() {
    Bounds star = taken.getFirst();
    double focal = draw.between(1.05, 2.1);
    double share = draw.between(0.5, 0.85);
    double radius = 0.5 * (star.radius() + 0.5 * star.size().y());
    double distance = 2 * radius * focal / share;
    double lowest = Math.max(6, 100 / (distance * 10));
    Vec3 towards =
        Surroundings.direction(
            draw.between(lowest, draw.chance(0.2) ? 55 : 32), place.side() * draw.between(-5, 38));
    double reach = 0.16 * distance / focal;
    Vec3 target =
        star.centre()
            .plus(new Vec3(draw.around(0, reach), draw.around(0, reach), draw.around(0, reach)));
    Vec3 position = star.centre().plus(towards.times(distance));
    return new Camera(Pose.lookingAt(position, target, draw.around(0, 0.05)), Lens.centred(focal));
  }

  private void clutter(SceneClass star, Camera camera) {
    int count = draw.pick(1, 2, 3, 3, 4, 5, 6, 8);
    for (int i = 0; i < count; i++) {
      SceneClass kind = draw.pick(SceneClass.values());
      if (kind != star) {
        List<Part> parts = fitted(kind, camera);
        if (parts != null) {
          add(kind, parts);
        }
      }
    }
  }

  private @Nullable List<Part> fitted(SceneClass kind, Camera camera) {
    Assembly assembly = Catalogue.build(kind, draw);
    double size = draw.between(0.3, 0.95);
    for (int i = 0; i < ATTEMPTS; i++) {
      Vec3 where = Surroundings.direction(0, draw.between(0, 360)).times(draw.between(0.6, 2.6));
      List<Part> parts = assembly.settle(where, yaw(), size);
      if (fits(Bounds.of(parts), camera)) {
        return parts;
      }
    }
    return null;
  }

  private boolean fits(Bounds bounds, Camera camera) {
    Vec3 centre = bounds.centre();
    double radius = Math.max(bounds.size().x(), bounds.size().z()) * 0.55;
    if (centre.z() - radius < -place.depth() || centre.x() * place.side() - radius < -1.2) {
      return false;
    }
    for (Bounds other : taken) {
      Vec3 gap = other.centre().minus(centre);
      double apart = Math.sqrt(gap.x() * gap.x() + gap.z() * gap.z());
      if (apart < radius + Math.max(other.size().x(), other.size().z()) * 0.55) {
        return false;
      }
    }
    return seenPast(bounds, camera);
  }

  /** Whether the main object can still be seen: nothing near the camera in front of it. */
  private boolean seenPast(Bounds bounds, Camera camera) {
    Bounds star = taken.getFirst();
    Vec3 a = camera.project(bounds.centre(), 1);
    Vec3 b = camera.project(star.centre(), 1);
    double size = bounds.radius() * camera.lens().focal() / a.z();
    if (a.z() < 1 || a.z() - bounds.radius() < 0.6) {
      return false;
    }
    boolean inPicture = a.x() > -0.3 && a.x() < 1.3 && a.y() > -0.3;
    if (a.z() > b.z()) {
      return inPicture;
    }
    double starSize = star.radius() * camera.lens().focal() / b.z();
    return inPicture && Math.abs(a.x() - b.x()) > 0.75 * (size + starSize);
  }
}
