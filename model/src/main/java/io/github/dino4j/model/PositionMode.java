package io.github.dino4j.model;

/** How a model resizes its stored position grid to the grid of the image. */
public enum PositionMode {
  /** Bicubic by the scale {@code (n + 0.1) / grid}: released models without registers. */
  OFFSET,
  /** Bicubic to the size, with antialiasing: released models with registers. */
  ANTIALIAS,
  /**
   * Bicubic to the size, without antialiasing: what transformers does for models without registers.
   */
  SIZE
}
