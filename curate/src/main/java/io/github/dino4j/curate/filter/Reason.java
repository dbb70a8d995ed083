package io.github.dino4j.curate.filter;

/** Why a picture is left out. */
public enum Reason {
  /** It could not be read. */
  UNREADABLE,
  /** Its shorter side is too short. */
  TINY,
  /** Much longer than it is wide, or wider than it is long. */
  EXTREME_SHAPE,
  /** Nearly black. */
  DARK,
  /** Nearly white. */
  BRIGHT,
  /** Nothing in it is sharp. */
  BLURRED,
  /** One colour. */
  FLAT,
  /** A column of the user's own has too low or too high a score. */
  SCORE
}
