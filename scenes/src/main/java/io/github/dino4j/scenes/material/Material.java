package io.github.dino4j.scenes.material;

/** What a part is made of: paint on a finish. */
public record Material(Paint paint, Reflectance finish) {

  /**
   * A pattern in two colours.
   *
   * @param scale metres for each repeat
   */
  public record Paint(Pattern pattern, double scale, Colour first, Colour second) {
    public Colour average() {
      return first.towards(second, pattern.average());
    }
  }

  public static Material plain(Colour colour, Reflectance finish) {
    return new Material(new Paint(Cloth.PLAIN, 1, colour, colour), finish);
  }

  public static Material of(Paint paint, Reflectance finish) {
    return new Material(paint, finish);
  }
}
