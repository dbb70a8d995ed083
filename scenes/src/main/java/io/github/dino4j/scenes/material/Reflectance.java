package io.github.dino4j.scenes.material;

/**
 * How a surface throws back light.
 *
 * @param roughness of the GGX lobe, 0.05 polished to 1 matte
 * @param reflectance at right angles, 0 for chalk, 0.04 for lacquer; ignored for metal
 * @param metal reflects its surroundings in its own colour and has no diffuse part
 * @param glow light that the surface gives off, as a factor on its colour
 */
public record Reflectance(double roughness, double reflectance, boolean metal, double glow) {
  public static final Reflectance MATTE = new Reflectance(1, 0, false, 0);
  public static final Reflectance SATIN = new Reflectance(0.45, 0.04, false, 0);
  public static final Reflectance GLOSSY = new Reflectance(0.16, 0.05, false, 0);
  public static final Reflectance LACQUER = new Reflectance(0.08, 0.07, false, 0);
  public static final Reflectance BRUSHED = new Reflectance(0.38, 0, true, 0);
  public static final Reflectance POLISHED = new Reflectance(0.12, 0, true, 0);

  public static Reflectance glowing(double glow) {
    return new Reflectance(1, 0, false, glow);
  }

  /** Whether a sharp mirror image lies over the diffuse colour. */
  public boolean mirrors() {
    return !metal && reflectance > 0 && roughness < 0.3;
  }

  /** The share of light that is mirrored at this cosine (Schlick 1994). */
  public double fresnel(double cosine) {
    double away = 1 - Math.max(cosine, 0);
    double square = away * away;
    return reflectance + (1 - reflectance) * square * square * away;
  }
}
