package io.github.dino4j.evaluate.depth;

/** What depth is measured in. */
public enum DepthUnit {
  METRES("m"),
  /**
   * Shares of the farthest point of the same image: 1 is the farthest. Such maps of two images
   * cannot be compared, so they are evaluated after an {@link Alignment}.
   */
  IMAGE_MAXIMUM("of the image's farthest");

  private final String text;

  DepthUnit(String text) {
    this.text = text;
  }

  /** For texts: follows a number. */
  public String text() {
    return text;
  }
}
