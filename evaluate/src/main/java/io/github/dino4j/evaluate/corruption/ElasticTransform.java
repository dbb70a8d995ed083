package io.github.dino4j.evaluate.corruption;

import java.util.SplittableRandom;

/** A rubber sheet: an affine change drawn by three points, then shifts that vary smoothly. */
final class ElasticTransform {
  /** Of which the published lengths are parts. */
  private static final double UNIT = 244;

  private static final double[] STRENGTHS = {2, 2, 0.05, 0.07, 0.12};
  private static final double[] SIGMAS = {0.7, 0.08, 0.01, 0.01, 0.01};
  private static final double[] CORNER_SHIFTS = {0.1, 0.2, 0.02, 0.02, 0.02};
  private static final double CUT = 3;

  private ElasticTransform() {}

  static Planes apply(Planes picture, int severity, SplittableRandom random) {
    double unit = UNIT * picture.scale();
    AffineMap affine = AffineMap.draw(picture, CORNER_SHIFTS[severity] * unit, random);
    // Averaging over an area that grows with its square makes shifts smaller by the scale, and
    // they should grow by it.
    double strength = STRENGTHS[severity] * unit * picture.scale();
    float[] shiftX = shifts(picture, SIGMAS[severity] * unit, random);
    float[] shiftY = shifts(picture, SIGMAS[severity] * unit, random);
    return picture.map(plane -> {
      float[] out = new float[plane.length];
      for (int i = 0; i < out.length; i++) {
        int row = i / picture.width();
        double x = i % picture.width() + strength * shiftX[i];
        double y = row + strength * shiftY[i];
        out[i] = picture.sample(plane, affine.x(x, y), affine.y(x, y));
      }
      return out;
    });
  }

  private static float[] shifts(Planes picture, double sigma, SplittableRandom random) {
    float[] noise = new float[picture.width() * picture.height()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble(-1, 1);
    }
    return Convolution2d.gaussian(picture, noise, sigma, CUT);
  }

  /** From a place in the result to the place in the picture: {@code x = xx * x + xy * y + x0}. */
  private record AffineMap(double xx, double xy, double x0, double yx, double yy, double y0) {
    /** Three corners of a square about the centre are moved. */
    static AffineMap draw(Planes picture, double most, SplittableRandom random) {
      int centreX = picture.width() / 2;
      int centreY = picture.height() / 2;
      int reach = Math.max(1, Math.min(picture.width(), picture.height()) / 3);
      double[] cornerX = {centreX + reach, centreX + reach, centreX - reach};
      double[] cornerY = {centreY + reach, centreY - reach, centreY - reach};
      double[] movedX = new double[3];
      double[] movedY = new double[3];
      for (int i = 0; i < 3; i++) {
        movedX[i] = cornerX[i] + random.nextDouble(-most, most);
        movedY[i] = cornerY[i] + random.nextDouble(-most, most);
      }
      double[] toX = solve(movedX, movedY, cornerX);
      double[] toY = solve(movedX, movedY, cornerY);
      return new AffineMap(toX[0], toX[1], toX[2], toY[0], toY[1], toY[2]);
    }

    /** {@code [a, b, c]} with {@code a x + b y + c = value} at three places. */
    private static double[] solve(double[] x, double[] y, double[] value) {
      double x1 = x[1] - x[0];
      double x2 = x[2] - x[0];
      double y1 = y[1] - y[0];
      double y2 = y[2] - y[0];
      double value1 = value[1] - value[0];
      double value2 = value[2] - value[0];
      double determinant = x1 * y2 - x2 * y1;
      double a = (value1 * y2 - value2 * y1) / determinant;
      double b = (x1 * value2 - x2 * value1) / determinant;
      return new double[] {a, b, value[0] - a * x[0] - b * y[0]};
    }

    double x(double x, double y) {
      return xx * x + xy * y + x0;
    }

    double y(double x, double y) {
      return yx * x + yy * y + y0;
    }
  }
}
