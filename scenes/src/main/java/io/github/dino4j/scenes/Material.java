package io.github.dino4j.scenes;

/** What a part is made of: paint on a finish. */
public record Material(Paint paint, Finish finish) {

  /**
   * A pattern in two colours.
   *
   * @param scale metres for each repeat
   */
  public record Paint(Pattern pattern, double scale, Colour first, Colour second) {
    Colour average() {
      return first.towards(second, pattern.average());
    }
  }

  static Material plain(Colour colour, Finish finish) {
    return new Material(new Paint(Cloth.PLAIN, 1, colour, colour), finish);
  }

  static Material of(Paint paint, Finish finish) {
    return new Material(paint, finish);
  }
}
