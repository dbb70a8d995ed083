package io.github.dino4j.scenes.scene;

import java.util.Locale;

/** The kinds of thing that scenes show; the class of a picture is that of its main object. */
public enum SceneClass {
  BALL,
  BOAT,
  BOTTLE,
  CACTUS,
  CAPSULE,
  CAR,
  CASTLE,
  CHAIR,
  CONE,
  CUBE,
  CYLINDER,
  HOUSE,
  LAMP,
  MUG,
  MUSHROOM,
  RING,
  ROCKET,
  SNOWMAN,
  TABLE,
  TREE,
  VASE;

  /** Mask value where the ray meets nothing: sky, far hills or the end of the studio. */
  public static final int SKY = 0;

  /** Mask value of the ground and of what lies flat on it. */
  public static final int GROUND = 1;

  /** Mask value of walls and of what hangs on them. */
  public static final int WALL = 2;

  private static final int FIRST = 3;

  /** Mask value of this class; 0, 1 and 2 are sky, ground and wall. */
  public int maskId() {
    return ordinal() + FIRST;
  }

  /**
   * The class with this mask value.
   *
   * @throws IllegalArgumentException if it is sky, ground, wall or unknown
   */
  public static SceneClass ofMaskId(int maskId) {
    if (maskId < FIRST || maskId >= FIRST + values().length) {
      throw new IllegalArgumentException("mask value %d is no class".formatted(maskId));
    }
    return values()[maskId - FIRST];
  }

  /** The folder name: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
