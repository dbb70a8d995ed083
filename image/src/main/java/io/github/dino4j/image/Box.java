package io.github.dino4j.image;

/**
 * A part of a picture in pixels, at least 1 x 1.
 *
 * @param left column where it starts
 * @param top row where it starts
 */
public record Box(int left, int top, int width, int height) {
  public Box {
    if (left < 0 || top < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a box of %d x %d at %d, %d".formatted(width, height, left, top));
    }
  }

  int right() {
    return left + width;
  }

  int bottom() {
    return top + height;
  }

  /** Throws unless it lies inside a picture of this size. */
  public void checkInside(Size size) {
    if (right() > size.width() || bottom() > size.height()) {
      throw new IllegalArgumentException("%s leaves %s".formatted(this, size));
    }
  }
}
