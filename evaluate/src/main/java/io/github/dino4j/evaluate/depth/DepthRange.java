package io.github.dino4j.evaluate.depth;

/**
 * From the nearest to the farthest depth that a head tells apart or a protocol looks at.
 *
 * @param min above 0, so that its logarithm exists
 * @param max above {@code min}
 * @param unit of both
 */
public record DepthRange(double min, double max, DepthUnit unit) {
  /** Rooms: 1 mm to 10 m. */
  public static final DepthRange NYU = new DepthRange(1e-3, 10, DepthUnit.METRES);

  /** Roads: 1 mm to 80 m. */
  public static final DepthRange KITTI = new DepthRange(1e-3, 80, DepthUnit.METRES);

  /** Maps without a scale: a thousandth of the farthest point to that point. */
  public static final DepthRange RELATIVE = new DepthRange(1e-3, 1, DepthUnit.IMAGE_MAXIMUM);

  public DepthRange {
    if (!(min > 0 && max > min)) {
      throw new IllegalArgumentException("a depth from %s to %s".formatted(min, max));
    }
  }

  /** The same up to another maximum. */
  public DepthRange upTo(double farthest) {
    return new DepthRange(min, farthest, unit);
  }

  /** {@code depth}, or the nearer end of the range where it lies outside. */
  public double clamp(double depth) {
    return Math.clamp(depth, min, max);
  }
}
