package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/**
 * A moving camera: a point leaves a trail to one side that fades like half a Gaussian, as
 * ImageMagick's motion blur does.
 */
final class MotionBlur {
  private static final double[] RADII = {10, 15, 15, 15, 20};
  private static final double[] SIGMAS = {3, 5, 8, 12, 15};
  private static final double MOST_TILT = 45;

  private MotionBlur() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    Trail trail =
        new Trail(
            RADII[severity] * picture.scale(),
            SIGMAS[severity] * picture.scale(),
            random.nextDouble(-MOST_TILT, MOST_TILT));
    return picture.map(plane -> trail.apply(picture, plane));
  }

  /**
   * The trail of a point.
   *
   * @param radius half of its length in pixels
   * @param sigma by which it fades, in pixels
   * @param angle in degrees, clockwise from the right
   */
  record Trail(double radius, double sigma, double angle) {
    float[] apply(Planes picture, float[] plane) {
      int length = 2 * (int) Math.ceil(radius) + 1;
      double[] weights = weights(length);
      double stepX = Math.cos(Math.toRadians(angle));
      double stepY = Math.sin(Math.toRadians(angle));
      float[] out = new float[plane.length];
      for (int i = 0; i < length; i++) {
        // Half a pixel rounds down, as ImageMagick does.
        int shiftX = (int) Math.ceil(i * stepX - 0.5);
        int shiftY = (int) Math.ceil(i * stepY - 0.5);
        add(picture, plane, new Tap(shiftX, shiftY, (float) weights[i]), out);
      }
      return out;
    }

    private double[] weights(int length) {
      double[] weights = new double[length];
      double sum = 0;
      for (int i = 0; i < length; i++) {
        weights[i] = Math.exp(-i * i / (2 * sigma * sigma));
        sum += weights[i];
      }
      for (int i = 0; i < length; i++) {
        weights[i] /= sum;
      }
      return weights;
    }

    private record Tap(int x, int y, float weight) {}

    /** Beyond its borders the picture goes on as it is there. */
    private static void add(Planes picture, float[] plane, Tap tap, float[] out) {
      int width = picture.width();
      for (int y = 0; y < picture.height(); y++) {
        int row = Math.clamp(y + tap.y, 0, picture.height() - 1) * width;
        for (int x = 0; x < width; x++) {
          out[y * width + x] += tap.weight * plane[row + Math.clamp(x + tap.x, 0, width - 1)];
        }
      }
    }
  }
}
