package io.github.dino4j.scenes.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.scenes.render.Renderer;
import io.github.dino4j.scenes.render.Rendering;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.NearDuplicate.Kind;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {
  private static final int SIZE = 32;
  private final SceneGenerator generator = new SceneGenerator(21);

  @Test
  void aSceneDependsOnSeedAndIndexAlone() {
    new SceneGenerator(21).scene(7);
    assertThat(pixels(new SceneGenerator(21).scene(30))).isEqualTo(pixels(generator.scene(30)));
    assertThat(pixels(new SceneGenerator(22).scene(30))).isNotEqualTo(pixels(generator.scene(30)));
  }

  @Test
  void classesAreBalanced() {
    Map<SceneClass, Integer> counts = new EnumMap<>(SceneClass.class);
    int total = 100 * SceneClass.values().length;
    for (int i = 0; i < total; i++) {
      counts.merge(generator.scene(i).label().sceneClass(), 1, Integer::sum);
    }
    assertThat(counts).hasSize(SceneClass.values().length);
    // Four in five are exactly balanced; the relatives add at most their own spread.
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(70, 135));
  }

  @Test
  void oneInTenIsANearDuplicateAndOneInTenAnotherView() {
    int near = 0;
    int view = 0;
    for (int i = 0; i < 2000; i++) {
      Scene.Label label = generator.scene(i).label();
      NearDuplicate nearDuplicate = label.nearDuplicate();
      near += nearDuplicate.kind().nearDuplicate() ? 1 : 0;
      view += nearDuplicate.kind() == Kind.OTHER_VIEW ? 1 : 0;
      if (nearDuplicate.kind() == Kind.ORIGINAL) {
        assertThat(nearDuplicate.source()).isEqualTo(i);
      } else {
        Scene.Label source = generator.scene(nearDuplicate.source()).label();
        assertThat(nearDuplicate.source()).isLessThan(i);
        assertThat(source.nearDuplicate().kind()).isEqualTo(Kind.ORIGINAL);
        assertThat(source.sceneClass()).isEqualTo(label.sceneClass());
      }
    }
    assertThat(near).isCloseTo(200, within(50));
    assertThat(view).isCloseTo(200, within(50));
  }

  @Test
  void nearDuplicatesAreCloserThanStrangers() {
    Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    int pairs = 0;
    int closer = 0;
    for (int i = 0; pairs < 40; i++) {
      NearDuplicate nearDuplicate = generator.scene(i).label().nearDuplicate();
      if (nearDuplicate.kind().nearDuplicate()) {
        pairs++;
        kinds.merge(nearDuplicate.kind(), 1, Integer::sum);
        byte[] picture = pixels(generator.scene(i));
        double own = distance(picture, pixels(generator.scene(nearDuplicate.source())));
        double stranger = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= 5; k++) {
          stranger = Math.min(stranger, distance(picture, pixels(generator.scene(i + k))));
        }
        closer += own < stranger ? 1 : 0;
        assertThat(own).as("scene %d is changed", i).isPositive();
      }
    }
    assertThat(kinds).hasSize(5);
    assertThat(closer).isGreaterThanOrEqualTo(38);
  }

  @Test
  void theMainObjectIsInThePicture() {
    int small = 0;
    for (int i = 0; i < 210; i++) {
      Rendering rendering = Renderer.render(generator.scene(i), SIZE);
      int seen = 0;
      for (int instance : rendering.truth().instances()) {
        seen += instance == 1 ? 1 : 0;
      }
      assertThat(seen).as("scene %d", i).isPositive();
      small += seen < SIZE * SIZE / 40 ? 1 : 0;
    }
    assertThat(small).isLessThan(16);
  }

  @Test
  void negativeIndicesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.scene(-1))
        .withMessage("scenes are numbered from 0, not -1");
  }

  private static byte[] pixels(Scene scene) {
    return Renderer.render(scene, SIZE).rgb().pixels();
  }

  private static double distance(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return sum / a.length;
  }
}
