package io.github.dino4j.evaluate.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** Each blur against the plain sum over all pixels of its kernel, in double. */
class BlurTest {
  private static final int WIDTH = 31;
  private static final int HEIGHT = 23;

  /** Weights and sums are float32; the kernels have some hundred weights. */
  private static final float FLOAT_SUMS = 2e-6f;

  private static Planes noise() {
    Random random = new Random(5);
    float[][] channels = new float[3][WIDTH * HEIGHT];
    for (float[] plane : channels) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    return new Planes(WIDTH, HEIGHT, channels);
  }

  private static int bounce(int place, int length) {
    int at = place;
    while (at < 0 || at >= length) {
      at = at < 0 ? -1 - at : 2 * length - 1 - at;
    }
    return at;
  }

  /** The weighted mean over a square, of weights by distance from its centre. */
  private static double naive(float[] plane, int at, int reach, DoubleBinaryOperator weight) {
    double sum = 0;
    double weights = 0;
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
        int x = bounce(at % WIDTH + dx, WIDTH);
        int y = bounce(at / WIDTH + dy, HEIGHT);
        sum += weight.applyAsDouble(dx, dy) * plane[y * WIDTH + x];
        weights += weight.applyAsDouble(dx, dy);
      }
    }
    return sum / weights;
  }

  @Test
  void gaussian() {
    Planes picture = noise();
    float[] plane = picture.channels()[0];
    float[] blurred = Convolution2d.gaussian(picture, plane, 1.7, 4);
    for (int i = 0; i < plane.length; i++) {
      double expected = naive(plane, i, 7, (x, y) -> Math.exp(-(x * x + y * y) / (2 * 1.7 * 1.7)));
      assertThat(blurred[i]).isCloseTo((float) expected, within(FLOAT_SUMS));
    }
  }

  @Test
  void gaussianWiderThanThePicture() {
    Planes picture = noise();
    float[] plane = picture.channels()[1];
    float[] blurred = Convolution2d.gaussian(picture, plane, 20, 3);
    for (int i = 0; i < plane.length; i += 40) {
      double expected = naive(plane, i, 60, (x, y) -> Math.exp(-(x * x + y * y) / (2.0 * 20 * 20)));
      assertThat(blurred[i]).isCloseTo((float) expected, within(FLOAT_SUMS));
    }
  }

  @Test
  void defocus() {
    Planes picture = noise();
    float[] plane = picture.channels()[2];
    float[] blurred = DefocusBlur.disc(3, 0.1).apply(picture, plane);
    for (int i = 0; i < plane.length; i++) {
      // A Gaussian of a tenth of a pixel leaves the disc as it is.
      double expected = naive(plane, i, 3, (x, y) -> x * x + y * y <= 9 ? 1 : 0);
      assertThat(blurred[i]).isCloseTo((float) expected, within(FLOAT_SUMS));
    }
  }

  @Test
  void defocusWithASoftEdge() {
    Planes picture = noise();
    float[] plane = picture.channels()[0];
    float[] once = Convolution2d.gaussian(picture, plane, 0.5, 4);
    float[] twice = DefocusBlur.disc(6, 0.5).apply(picture, plane);
    for (int i = 0; i < plane.length; i++) {
      double expected = naive(once, i, 6, (x, y) -> x * x + y * y <= 36 ? 1 : 0);
      // Blurs commute, borders included, because both mirror in the same way.
      assertThat(twice[i]).isCloseTo((float) expected, within(FLOAT_SUMS));
    }
  }

  @Test
  void motionFollowsItsAngle() {
    Planes picture = noise();
    float[] plane = picture.channels()[0];
    float[] blurred =
        new MotionBlur.Trail(4, 3, -Math.toDegrees(Math.atan2(3, 4))).apply(picture, plane);
    for (int i = 0; i < plane.length; i++) {
      double sum = 0;
      double weights = 0;
      for (int step = 0; step <= 8; step++) {
        int x = i % WIDTH + (int) Math.round(0.8 * step);
        int y = i / WIDTH - (int) Math.round(0.6 * step);
        double weight = Math.exp(-step * step / 18.0);
        sum += weight * plane[Math.clamp(y, 0, HEIGHT - 1) * WIDTH + Math.clamp(x, 0, WIDTH - 1)];
        weights += weight;
      }
      assertThat(blurred[i]).isCloseTo((float) (sum / weights), within(FLOAT_SUMS));
    }
  }

  @Test
  void zoomLeavesTheCentreAndAFlatPicture() {
    Planes picture = noise();
    float[] zoomed = picture.zoomed(picture.channels()[0], 1.3);
    int centre = HEIGHT / 2 * WIDTH + WIDTH / 2;
    assertThat(zoomed[centre]).isEqualTo(picture.channels()[0][centre]);
    float[] flat = new float[WIDTH * HEIGHT];
    Arrays.fill(flat, 0.25f);
    Planes gray = new Planes(WIDTH, HEIGHT, new float[][] {flat, flat, flat});
    assertThat(ZoomBlur.apply(gray, 4, new SplittableRandom(0)).channels()[1])
        .containsOnly(new float[] {0.25f}, within(1e-6f)); // eleven float32 additions
  }

  @Test
  void glassMovesPixelsAndLosesNone() {
    float[] flat = new float[WIDTH * HEIGHT];
    Arrays.fill(flat, 0.5f);
    Planes gray = new Planes(WIDTH, HEIGHT, new float[][] {flat, flat, flat});
    for (float[] plane : GlassBlur.apply(gray, 4, new SplittableRandom(1)).channels()) {
      assertThat(plane).containsOnly(new float[] {0.5f}, within(1e-6f)); // float32 weights
    }
  }

  @Test
  void pixelateGivesEachCellItsMean() {
    Planes picture = noise();
    Planes coarse = Coarse.pixelate(picture, 1, new SplittableRandom(0)); // 15 x 11 cells
    double sum = 0;
    for (float value : picture.channels()[0]) {
      sum += value;
    }
    double kept = 0;
    for (float value : coarse.channels()[0]) {
      kept += value;
    }
    assertThat(kept).isCloseTo(sum, within(1e-4)); // 713 float32 numbers
    float[] plane = coarse.channels()[0];
    Set<Float> values = new HashSet<>();
    for (float value : plane) {
      values.add(value);
    }
    assertThat(values).hasSize(15 * 11);
  }
}
