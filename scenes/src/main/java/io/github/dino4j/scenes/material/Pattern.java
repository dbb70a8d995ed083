package io.github.dino4j.scenes.material;

import io.github.dino4j.scenes.geometry.SurfacePoint;

/**
 * A procedural texture between two colours. Patterns are functions of a surface point, so they need
 * no memory and look alike at every picture size.
 */
public sealed interface Pattern permits Cloth, Mineral, Tiling {

  /**
   * Writes the share of the second colour and the tone.
   *
   * @param at the point; lengths in metres
   * @param scale metres for each repeat
   */
  void paint(SurfacePoint at, double scale);

  /** The share of the second colour seen from far away. */
  double average();
}
