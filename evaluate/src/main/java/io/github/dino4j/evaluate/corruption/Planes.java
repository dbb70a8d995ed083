package io.github.dino4j.evaluate.corruption;

import io.github.dino4j.image.RgbImage;

/**
 * A picture as red, green and blue planes of numbers from 0 to 1, which may be left on the way.
 *
 * @param channels three of {@code [height, width]}
 */
record Planes(int width, int height, float[][] channels) {
  /** The short side for which the published constants are meant. */
  private static final double PUBLISHED_SIDE = 224;

  /** A change of one plane, {@code [height, width]}. */
  @FunctionalInterface
  interface PlaneChange {
    float[] apply(float[] plane);
  }

  static Planes of(RgbImage image) {
    float[][] channels = new float[3][image.width() * image.height()];
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      channels[i % 3][i / 3] = (pixels[i] & 0xff) / 255f;
    }
    return new Planes(image.width(), image.height(), channels);
  }

  /** Clipped to 0 to 1 and rounded. */
  RgbImage toImage() {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(255 * Math.clamp(channels[i % 3][i / 3], 0f, 1f));
    }
    return new RgbImage(width, height, pixels);
  }

  /** What a length in pixels, published for a short side of 224, is to be multiplied by. */
  double scale() {
    return Math.min(width, height) / PUBLISHED_SIDE;
  }

  Planes map(PlaneChange change) {
    return new Planes(
        width,
        height,
        new float[][] {
          change.apply(channels[0]), change.apply(channels[1]), change.apply(channels[2])
        });
  }

  /** A place along a side, mirrored at both ends with the border repeated: -1 is 0. */
  static int mirror(int place, int length) {
    int folded = Math.floorMod(place, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }

  /** The value of a plane between pixels, whose centres are whole numbers; bilinear, mirrored. */
  float sample(float[] plane, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = (float) (x - left);
    float below = (float) (y - top);
    int x0 = mirror(left, width);
    int x1 = mirror(left + 1, width);
    int y0 = mirror(top, height) * width;
    int y1 = mirror(top + 1, height) * width;
    float upper = plane[y0 + x0] + right * (plane[y0 + x1] - plane[y0 + x0]);
    float lower = plane[y1 + x0] + right * (plane[y1 + x1] - plane[y1 + x0]);
    return upper + below * (lower - upper);
  }

  /** A plane enlarged about its centre by a factor of at least 1 and cut to its size. */
  float[] zoomed(float[] plane, double factor) {
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    float[] zoomed = new float[plane.length];
    for (int y = 0; y < height; y++) {
      double fromY = centreY + (y - centreY) / factor;
      for (int x = 0; x < width; x++) {
        zoomed[y * width + x] = sample(plane, centreX + (x - centreX) / factor, fromY);
      }
    }
    return zoomed;
  }
}
