package io.github.dino4j.scenes;

/**
 * How a surface throws back light.
 *
 * @param roughness of the GGX lobe, 0.05 polished to 1 matte
 * @param reflectance at right angles, 0 for chalk, 0.04 for lacquer; ignored for metal
 * @param metal reflects its surroundings in its own colour and has no diffuse part
 * @param glow light that the surface gives off, as a factor on its colour
 */
public record Finish(double roughness, double reflectance, boolean metal, double glow) {
  static final Finish MATTE = new Finish(1, 0, false, 0);
  static final Finish SATIN = new Finish(0.45, 0.04, false, 0);
  static final Finish GLOSSY = new Finish(0.16, 0.05, false, 0);
  static final Finish LACQUER = new Finish(0.08, 0.07, false, 0);
  static final Finish BRUSHED = new Finish(0.38, 0, true, 0);
  static final Finish POLISHED = new Finish(0.12, 0, true, 0);

  static Finish glowing(double glow) {
    return new Finish(1, 0, false, glow);
  }

  /** Whether a sharp mirror image lies over the diffuse colour. */
  boolean mirrors() {
    return !metal && reflectance > 0 && roughness < 0.3;
  }

  /** The share of light that is mirrored at this cosine (Schlick 1994). */
  double fresnel(double cosine) {
    double away = 1 - Math.max(cosine, 0);
    double square = away * away;
    return reflectance + (1 - reflectance) * square * square * away;
  }
}
