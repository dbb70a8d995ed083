package io.github.dino4j.scenes.scene;

/**
 * A pinhole lens, in units of the side of the square picture so that it holds at every size.
 *
 * @param focal focal length; 1 sees 53 degrees, 2 sees 28
 * @param centreX principal point from the left edge, 0.5 in the middle
 * @param centreY principal point from the top edge
 */
public record Lens(double focal, double centreX, double centreY) {

  /** A lens whose axis goes through the middle of the picture. */
  public static Lens centred(double focal) {
    return new Lens(focal, 0.5, 0.5);
  }

  /** The lens of the crop that starts at ({@code left}, {@code top}) and has side {@code side}. */
  public Lens crop(double left, double top, double side) {
    return new Lens(focal / side, (centreX - left) / side, (centreY - top) / side);
  }

  /** {@code [3][3]} in pixels of a picture of {@code size}; pixel centres lie at half integers. */
  public double[][] intrinsics(int size) {
    return new double[][] {
      {focal * size, 0, centreX * size}, {0, focal * size, centreY * size}, {0, 0, 1}
    };
  }
}
