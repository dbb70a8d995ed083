package io.github.dino4j.scenes.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.scenes.TestStage;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.scene.Camera;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class RendererTest {
  private static final int SIZE = 65;
  private static final Vec3 CENTRE = new Vec3(0, 3, 0);
  private static final Camera CAMERA = TestStage.camera(new Vec3(0, 3, 5), CENTRE);
  private static final Rendering BALL =
      Renderer.render(TestStage.of(CAMERA, TestStage.ball(1, CENTRE, 1)), SIZE);

  @Test
  void depthAtTheMiddleIsTheDistanceToTheNearPole() {
    assertThat(BALL.truth().depth()[SIZE * SIZE / 2]).isCloseTo(4f, within(1e-5f));
  }

  @Test
  void everyBallPixelLiesOnTheBall() {
    GroundTruth truth = BALL.truth();
    for (int i = 0; i < SIZE * SIZE; i++) {
      if (truth.instances()[i] == 1) {
        Vec3 world = world(i);
        assertThat(world.minus(CENTRE).length()).isCloseTo(1, within(1e-5));
        Vec3 normal =
            new Vec3(
                truth.normals()[3 * i], truth.normals()[3 * i + 1], truth.normals()[3 * i + 2]);
        assertThat(normal.dot(world.minus(CENTRE))).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void theSilhouetteIsTheConeOfTangents() {
    // tan(asin(1 / 5)) at depth one, in pixels.
    double radius = 1 / Math.sqrt(24) * CAMERA.lens().focal() * SIZE;
    for (int i = 0; i < SIZE * SIZE; i++) {
      double x = i % SIZE + 0.5 - SIZE / 2.0;
      double y = i / SIZE + 0.5 - SIZE / 2.0;
      boolean inside = Math.sqrt(x * x + y * y) < radius;
      assertThat(BALL.truth().instances()[i] == 1).as("pixel %d", i).isEqualTo(inside);
      assertThat(BALL.truth().classes()[i] == SceneClass.BALL.maskId()).isEqualTo(inside);
    }
  }

  @Test
  void groundPixelsLieOnTheGroundAndTheRestIsSky() {
    int ground = 0;
    int sky = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      int kind = BALL.truth().classes()[i];
      if (kind == SceneClass.GROUND) {
        ground++;
        float depth = BALL.truth().depth()[i];
        assertThat(world(i).y()).isCloseTo(0, within(1e-5 * depth));
      } else if (kind == SceneClass.SKY) {
        sky++;
        assertThat(BALL.truth().depth()[i]).isInfinite();
        assertThat(i / SIZE).as("the horizon is level with the eye").isLessThanOrEqualTo(SIZE / 2);
      }
    }
    assertThat(ground).isGreaterThan(SIZE * SIZE / 4);
    assertThat(sky).isGreaterThan(SIZE * SIZE / 4);
  }

  @Test
  void theSideTowardsTheSunIsBrighterAndTheBallCastsAShadow() {
    assertThat(brightness(BALL, 22, 32)).isLessThan(brightness(BALL, 42, 32) - 20);

    Camera above = TestStage.camera(new Vec3(0, 6, 6), new Vec3(0, 0, 0));
    Rendering shaded =
        Renderer.render(TestStage.of(above, TestStage.ball(1, new Vec3(0, 1, 0), 1)), SIZE);
    Rendering empty =
        Renderer.render(TestStage.of(above, TestStage.ball(1, new Vec3(0, -5, 0), 1)), SIZE);
    // The sun stands at (0.6, 0.8, 0): the shadow of the centre falls on x = -0.75.
    Vec3 shadow = above.project(new Vec3(-1.4, 0, 0), SIZE);
    int x = (int) shadow.x();
    int y = (int) shadow.y();
    assertThat(shaded.truth().classes()[y * SIZE + x]).isEqualTo((byte) SceneClass.GROUND);
    assertThat(brightness(shaded, x, y)).isLessThan(brightness(empty, x, y) - 30);
  }

  @Test
  void aLargePictureShowsWhatASmallOneShows() {
    Scene scene = new SceneGenerator(3).scene(4);
    Rendering small = Renderer.render(scene, 32);
    Rendering large = Renderer.render(scene, 96);
    int same = 0;
    for (int i = 0; i < 32 * 32; i++) {
      int j = (3 * (i / 32) + 1) * 96 + 3 * (i % 32) + 1;
      assertThat(large.truth().depth()[j]).isEqualTo(small.truth().depth()[i], within(1e-3f));
      same += Math.abs(brightness(small, i % 32, i / 32) - meanOfNine(large, i)) < 24 ? 1 : 0;
    }
    assertThat(same).isGreaterThan(32 * 32 * 9 / 10);
  }

  @Test
  void drawingTwiceGivesTheSameBytes() {
    Scene scene = new SceneGenerator(3).scene(5);
    Rendering a = Renderer.render(scene, 48);
    Rendering b = Renderer.render(new SceneGenerator(3).scene(5), 48);
    assertThat(a.rgb().pixels()).isEqualTo(b.rgb().pixels());
    assertThat(a.truth().depth()).isEqualTo(b.truth().depth());
    assertThat(a.truth().normals()).isEqualTo(b.truth().normals());
  }

  /** Holds the pixels fast between JVMs and processors; a wanted change of looks changes it. */
  @Test
  void pixelsAreThoseOfEveryOtherMachine() {
    CRC32 sum = new CRC32();
    SceneGenerator generator = new SceneGenerator(2026);
    for (int i = 0; i < 42; i++) {
      sum.update(Renderer.render(generator.scene(i), 24).rgb().pixels());
    }
    assertThat(Long.toHexString(sum.getValue())).isEqualTo("89a3c615");
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    Scene scene = new SceneGenerator(1).scene(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Renderer.render(scene, 7))
        .withMessage("a scene is drawn at 8 to 2048 pixels, not 7");
  }

  private static Vec3 world(int pixel) {
    return CAMERA.unproject(
        new Vec3(pixel % SIZE + 0.5, pixel / SIZE + 0.5, BALL.truth().depth()[pixel]), SIZE);
  }

  private static int brightness(Rendering rendering, int x, int y) {
    return rendering.rgb().pixels()[3 * (y * rendering.size() + x) + 1] & 255;
  }

  private static int meanOfNine(Rendering large, int pixel) {
    int sum = 0;
    for (int k = 0; k < 9; k++) {
      sum += brightness(large, 3 * (pixel % 32) + k % 3, 3 * (pixel / 32) + k / 3);
    }
    return sum / 9;
  }
}
