package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.NearDuplicate;
import io.github.dino4j.scenes.scene.NearDuplicate.Kind;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;

/**
 * Draws scenes from a seed. Scene {@code i} depends on the seed and on {@code i} alone, so scenes
 * can be had in any order and on any number of threads. One in ten is a near-duplicate of an
 * earlier one and one in ten another view of it; {@link Scene.Label#nearDuplicate()} says which.
 */
public final class SceneGenerator {
  private static final int CHOICE = 0;
  private static final int STAGE = 1;
  private static final int CHANGE = 2;
  private static final int CLASSES = 3;
  private static final double SHARE = 0.1;
  // The first few are originals, or the very first would be copied over and over.
  private static final int FIRST_RELATIVE = 12;
  private final long seed;

  public SceneGenerator(long seed) {
    this.seed = seed;
  }

  /**
   * The scene with this index.
   *
   * @throws IllegalArgumentException if the index is negative
   */
  public Scene scene(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("scenes are numbered from 0, not " + index);
    }
    NearDuplicate nearDuplicate = nearDuplicate(index);
    Scene.Label label = new Scene.Label(index, sceneClass(nearDuplicate.source()), nearDuplicate);
    Scene scene = Composer.compose(RandomChoices.of(seed, nearDuplicate.source(), STAGE), label);
    return nearDuplicate.kind() == Kind.ORIGINAL
        ? scene
        : Variation.of(scene, RandomChoices.of(seed, index, CHANGE));
  }

  private NearDuplicate nearDuplicate(int index) {
    RandomChoices draw = RandomChoices.of(seed, index, CHOICE);
    double lot = draw.unit();
    if (index < FIRST_RELATIVE || lot >= 2 * SHARE) {
      return new NearDuplicate(Kind.ORIGINAL, index);
    }
    int source = draw.below(index);
    while (!original(source)) {
      source = draw.below(index);
    }
    Kind kind =
        lot < SHARE
            ? Kind.OTHER_VIEW
            : draw.pick(Kind.NUDGED, Kind.CROPPED, Kind.REGRADED, Kind.NOISY, Kind.COMPRESSED);
    return new NearDuplicate(kind, source);
  }

  private boolean original(int index) {
    return index < FIRST_RELATIVE || RandomChoices.of(seed, index, CHOICE).unit() >= 2 * SHARE;
  }

  /** Every run of as many scenes as there are classes has each class once, in shuffled order. */
  private SceneClass sceneClass(int index) {
    SceneClass[] classes = SceneClass.values();
    RandomChoices draw = RandomChoices.of(seed, index / classes.length, CLASSES);
    for (int i = classes.length - 1; i > 0; i--) {
      int j = draw.below(i + 1);
      SceneClass swapped = classes[i];
      classes[i] = classes[j];
      classes[j] = swapped;
    }
    return classes[index % classes.length];
  }
}
