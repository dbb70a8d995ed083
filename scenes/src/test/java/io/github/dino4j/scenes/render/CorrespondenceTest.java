package io.github.dino4j.scenes.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.scenes.TestStage;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CorrespondenceTest {
  private static final int SIZE = 96;
  private static final SceneObject[] BALLS = {
    TestStage.ball(1, new Vec3(0, 0.5, 0), 0.5), TestStage.ball(2, new Vec3(1.4, 0.5, 0), 0.5)
  };

  @Test
  void aPointIsFoundWhereTheOtherCameraSeesIt() {
    Rendering front = view(new Vec3(0, 1.5, 5));
    Rendering side = view(new Vec3(1.5, 1.5, 5));
    // The top of the first ball.
    Vec3 top = front.scene().camera().project(new Vec3(0, 1, 0), SIZE);
    Optional<Vec3> found =
        new Correspondence(front, side).follow((int) top.x(), (int) (top.y() + 1));
    Vec3 expected = side.scene().camera().project(new Vec3(0, 1, 0), SIZE);
    assertThat(found).isPresent();
    assertThat(found.orElseThrow().x()).isCloseTo(expected.x(), within(2.0));
    assertThat(found.orElseThrow().y()).isCloseTo(expected.y(), within(2.0));
  }

  @Test
  void skyHasNoCounterpart() {
    Rendering front = view(new Vec3(0, 1.5, 5));
    assertThat(front.truth().depth()[0]).isInfinite();
    assertThat(new Correspondence(front, front).follow(0, 0)).isEmpty();
  }

  @Test
  void whatAnotherBallHidesHasNoCounterpart() {
    Rendering front = view(new Vec3(0, 1, 5));
    Rendering beside = view(new Vec3(5, 0.6, 0));
    // From beside, the second ball stands exactly before the first one.
    Vec3 flank = front.scene().camera().project(new Vec3(0.45, 0.6, 0.2), SIZE);
    int column = (int) flank.x();
    int row = (int) flank.y();
    assertThat(front.truth().instances()[row * SIZE + column]).isEqualTo(1);
    assertThat(new Correspondence(front, beside).follow(column, row)).isEmpty();
  }

  @Test
  void everyPixelFollowsItselfInItsOwnPicture() {
    Rendering front = view(new Vec3(0, 1.5, 5));
    Correspondence self = new Correspondence(front, front);
    for (int i = 0; i < SIZE * SIZE; i++) {
      if (front.truth().depth()[i] < Float.POSITIVE_INFINITY) {
        Vec3 there = self.follow(i % SIZE, i / SIZE).orElseThrow();
        assertThat(there.x()).isCloseTo(i % SIZE + 0.5, within(1e-4));
        assertThat(there.y()).isCloseTo(i / SIZE + 0.5, within(1e-4));
      }
    }
  }

  @Test
  void viewsOfGeneratedScenesAgreeOnWhatPointsBelongTo() {
    SceneGenerator generator = new SceneGenerator(8);
    int pairs = 0;
    for (int i = 0; pairs < 8; i++) {
      Scene scene = generator.scene(i);
      if (scene.label().nearDuplicate().kind() == NearDuplicate.Kind.OTHER_VIEW) {
        pairs++;
        Rendering one =
            Renderer.render(generator.scene(scene.label().nearDuplicate().source()), SIZE);
        Rendering two = Renderer.render(scene, SIZE);
        assertThat(agreement(one, two)).as("scene %d", i).isGreaterThan(0.95);
      }
    }
  }

  @Test
  void picturesOfDifferentStagesAreRefused() {
    SceneGenerator generator = new SceneGenerator(8);
    Rendering one = Renderer.render(generator.scene(0), 16);
    Rendering two = Renderer.render(generator.scene(1), 16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Correspondence(one, two))
        .withMessage("pictures 0 and 1 show different stages");
  }

  /** The share of followed pixels that land on the same instance. */
  private static double agreement(Rendering one, Rendering two) {
    Correspondence correspondence = new Correspondence(one, two);
    int found = 0;
    int same = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      Optional<Vec3> there = correspondence.follow(i % SIZE, i / SIZE);
      if (there.isPresent()) {
        int j = (int) there.get().y() * SIZE + (int) there.get().x();
        found++;
        same += one.truth().instances()[i] == two.truth().instances()[j] ? 1 : 0;
      }
    }
    assertThat(found).as("the views overlap").isGreaterThan(SIZE * SIZE / 10);
    return (double) same / found;
  }

  private static Rendering view(Vec3 position) {
    return Renderer.render(
        TestStage.of(TestStage.camera(position, new Vec3(0.3, 0.6, 0)), BALLS), SIZE);
  }
}
