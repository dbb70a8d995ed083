package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;

/** A source of light; its size decides how soft the shadows are. */
public sealed interface Light {

  /**
   * Light from far away.
   *
   * @param towards unit vector to the source
   * @param spread half the angle it fills, radians
   * @param power irradiance on a facing surface
   */
  record Sun(Vec3 towards, double spread, Colour power) implements Light {}

  /**
   * A round lamp; radius 0 is a point with hard shadows.
   *
   * @param position of its centre, metres
   * @param radius metres
   * @param power irradiance on a facing surface at the origin of the world
   */
  record Bulb(Vec3 position, double radius, Colour power) implements Light {}

  /**
   * An elliptic soft box or window, spanned by two half axes.
   *
   * @param power irradiance on a facing surface at the origin of the world
   */
  record Panel(Vec3 centre, Vec3 halfWidth, Vec3 halfHeight, Colour power) implements Light {}
}
