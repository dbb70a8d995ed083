package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.random.Noise;

/**
 * What lies behind everything, and lights it from all sides.
 *
 * @param zenith colour overhead
 * @param horizon colour at eye level
 * @param below colour underfoot, seen in reflections only
 * @param scenery what a camera sees beyond the gradient
 */
public record Sky(Colour zenith, Colour horizon, Colour below, Scenery scenery) {

  /**
   * @param clouds share of the sky under cloud, 0 to 1
   * @param ridges colour of the nearest hills; black for none
   * @param ridgeHeight tangent of the angle that hills rise to; 0 for none
   * @param seed moves clouds and hills
   */
  public record Scenery(double clouds, Colour ridges, double ridgeHeight, double seed) {
    public static final Scenery NONE = new Scenery(0, Colour.BLACK, 0, 0);
  }

  /** The gradient alone, for light from all sides. */
  public void ambient(double dy, Hit out) {
    double up = Math.max(dy, 0);
    double open = 1 - (1 - up) * (1 - up) * (1 - up);
    blend(horizon, zenith, open, out);
    if (dy < 0) {
      double down = Math.min(1, -4 * dy);
      out.r += (below.r() - out.r) * down;
      out.g += (below.g() - out.g) * down;
      out.b += (below.b() - out.b) * down;
    }
  }

  /** Everything that a camera sees in the direction of the ray. */
  public void view(Ray ray, Hit out) {
    ambient(ray.dy, out);
    if (scenery.clouds > 0 && ray.dy > 0) {
      clouds(ray, out);
    }
    if (scenery.ridgeHeight > 0) {
      double level = Math.sqrt(ray.dx * ray.dx + ray.dz * ray.dz) + 1e-9;
      ridge(ray, level, 0.55, out);
      ridge(ray, level, 1, out);
    }
  }

  private void clouds(Ray ray, Hit out) {
    double lift = 1 / (ray.dy + 0.12);
    double x = ray.dx * lift * 1.3 + scenery.seed;
    double z = ray.dz * lift * 1.3;
    double n = Noise.octaves(x, scenery.seed, z, 0);
    double cover = 0.62 - 0.3 * scenery.clouds;
    double share = Noise.step(cover, cover + 0.16, n) * Noise.step(0, 0.12, ray.dy);
    double shade = 1.15 - 0.5 * Noise.step(cover + 0.08, cover + 0.3, n);
    double white = (horizon.luminance() * 0.6 + 0.55) * shade;
    out.r += (white - out.r) * share * 0.9;
    out.g += (white - out.g) * share * 0.9;
    out.b += (white - out.b) * share * 0.9;
  }

  private void ridge(Ray ray, double level, double nearness, Hit out) {
    double x = ray.dx / level * 3.2 * (2 - nearness);
    double z = ray.dz / level * 3.2 * (2 - nearness);
    double n = Noise.octaves(x + scenery.seed, 7 * nearness, z - scenery.seed, 0);
    double top = scenery.ridgeHeight * (n * 1.9 - 0.45) * (1.7 - 0.9 * nearness);
    if (ray.dy < top * level) {
      blend(horizon, scenery.ridges, 0.25 + 0.6 * nearness, out);
    }
  }

  private static void blend(Colour a, Colour b, double share, Hit out) {
    out.r = a.r() + (b.r() - a.r()) * share;
    out.g = a.g() + (b.g() - a.g()) * share;
    out.b = a.b() + (b.b() - a.b()) * share;
  }
}
