package io.github.dino4j.scenes.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.scenes.TestStage;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.render.Renderer;
import org.junit.jupiter.api.Test;

class CameraTest {
  @Test
  void unprojectUndoesProject() {
    RandomChoices draw = new RandomChoices(5);
    for (int i = 0; i < 200; i++) {
      Camera camera = camera(draw);
      Vec3 pixel = new Vec3(draw.between(0, 128), draw.between(0, 128), draw.between(0.5, 20));
      Vec3 back = camera.project(camera.unproject(pixel, 128), 128);
      assertThat(back.minus(pixel).length()).isLessThan(1e-9);
    }
  }

  @Test
  void theMatricesSayTheSameAsTheCamera() {
    RandomChoices draw = new RandomChoices(6);
    for (int i = 0; i < 100; i++) {
      Camera camera = camera(draw);
      double[][] k = camera.lens().intrinsics(200);
      double[][] pose = camera.pose().cameraToWorld();
      Vec3 local = new Vec3(draw.between(-1, 1), draw.between(-1, 1), draw.between(1, 9));
      double[] world = new double[3];
      for (int row = 0; row < 3; row++) {
        world[row] =
            pose[row][0] * local.x()
                + pose[row][1] * local.y()
                + pose[row][2] * local.z()
                + pose[row][3];
      }
      Vec3 seen = camera.project(new Vec3(world[0], world[1], world[2]), 200);
      assertThat(seen.x()).isCloseTo(k[0][0] * local.x() / local.z() + k[0][2], within(1e-9));
      assertThat(seen.y()).isCloseTo(k[1][1] * local.y() / local.z() + k[1][2], within(1e-9));
      assertThat(seen.z()).isCloseTo(local.z(), within(1e-9));
    }
  }

  @Test
  void axesAreRightHandedWithTheImageUpright() {
    Pose pose = Pose.lookingAt(new Vec3(1, 2, 6), new Vec3(0, 1, 0), 0);
    assertThat(pose.right().cross(pose.down()).minus(pose.forward()).length()).isLessThan(1e-12);
    assertThat(pose.right().x()).isPositive();
    assertThat(pose.down().y()).isNegative();
    Camera camera = new Camera(pose, Lens.centred(1.5));
    assertThat(camera.project(new Vec3(0, 2, 0), 100).y()).isLessThan(50);
  }

  @Test
  void aCropIsAPartOfThePicture() {
    Camera whole = TestStage.camera(new Vec3(0, 2, 5), new Vec3(0, 1, 0));
    Camera part = new Camera(whole.pose(), whole.lens().crop(0.25, 0.125, 0.5));
    Scene scene = TestStage.of(whole, TestStage.ball(1, new Vec3(0.3, 1, 0), 1));
    float[] all = Renderer.render(scene, 64).truth().depth();
    float[] cut = Renderer.render(scene.seenBy(part), 32).truth().depth();
    for (int i = 0; i < 32 * 32; i++) {
      assertThat(cut[i]).isEqualTo(all[(i / 32 + 8) * 64 + i % 32 + 16], within(1e-4f));
    }
  }

  private static Camera camera(RandomChoices draw) {
    Vec3 position = new Vec3(draw.between(-3, 3), draw.between(0.5, 4), draw.between(2, 6));
    Vec3 target = new Vec3(draw.around(0, 1), draw.around(0.5, 0.5), draw.around(0, 1));
    return new Camera(
        Pose.lookingAt(position, target, draw.around(0, 0.3)),
        new Lens(draw.between(0.8, 2.5), draw.between(0.4, 0.6), draw.between(0.4, 0.6)));
  }
}
