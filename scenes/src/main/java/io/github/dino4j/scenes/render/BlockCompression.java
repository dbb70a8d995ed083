package io.github.dino4j.scenes.render;

import io.github.dino4j.image.RgbImage;

/**
 * What JPEG does to a picture, without the file: 8 x 8 cosine transforms of luma and chroma,
 * quantised. Written out because the codecs of two JVMs need not agree to the bit.
 */
public final class BlockCompression {
  private static final int SIDE = 8;
  private static final double[] BASIS = new double[SIDE * SIDE];

  static {
    for (int k = 0; k < SIDE; k++) {
      for (int n = 0; n < SIDE; n++) {
        double norm = k == 0 ? Math.sqrt(1.0 / SIDE) : Math.sqrt(2.0 / SIDE);
        BASIS[k * SIDE + n] = norm * StrictMath.cos(Math.PI * (n + 0.5) * k / SIDE);
      }
    }
  }

  private BlockCompression() {}

  /** Changes the picture in place; what does not fill a block at the right and bottom stays. */
  public static void apply(RgbImage image, int quality) {
    double coarseness = quality < 50 ? 50.0 / quality : 2 - quality / 50.0;
    double[][] planes = planes(image);
    for (int p = 0; p < 3; p++) {
      for (int y = 0; y + SIDE <= image.height(); y += SIDE) {
        for (int x = 0; x + SIDE <= image.width(); x += SIDE) {
          block(planes[p], y * image.width() + x, image.width(), coarseness * (p == 0 ? 1 : 2));
        }
      }
    }
    write(planes, image);
  }

  private static void block(double[] plane, int corner, int width, double coarseness) {
    double[] values = new double[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = plane[corner + i / SIDE * width + i % SIDE];
    }
    double[] waves = transform(transform(values, true), true);
    for (int i = 0; i < waves.length; i++) {
      // The slope of the standard's luminance table: about 16 at the origin, 120 at the far end.
      double step = coarseness * (12 + 7 * (i / SIDE + i % SIDE));
      waves[i] = Math.rint(waves[i] / step) * step;
    }
    values = transform(transform(waves, false), false);
    for (int i = 0; i < values.length; i++) {
      plane[corner + i / SIDE * width + i % SIDE] = values[i];
    }
  }

  /** One dimension of the transform or its inverse; the result is transposed. */
  private static double[] transform(double[] block, boolean forward) {
    double[] out = new double[SIDE * SIDE];
    for (int i = 0; i < out.length; i++) {
      int k = i / SIDE;
      int row = i % SIDE;
      double sum = 0;
      for (int n = 0; n < SIDE; n++) {
        sum += block[row * SIDE + n] * BASIS[forward ? k * SIDE + n : n * SIDE + k];
      }
      out[i] = sum;
    }
    return out;
  }

  private static double[][] planes(RgbImage image) {
    int n = image.width() * image.height();
    double[][] planes = new double[3][n];
    for (int i = 0; i < n; i++) {
      double r = image.pixels()[3 * i] & 255;
      double g = image.pixels()[3 * i + 1] & 255;
      double b = image.pixels()[3 * i + 2] & 255;
      double luma = 0.299 * r + 0.587 * g + 0.114 * b;
      planes[0][i] = luma - 128;
      planes[1][i] = (b - luma) * 0.564;
      planes[2][i] = (r - luma) * 0.713;
    }
    return planes;
  }

  private static void write(double[][] planes, RgbImage image) {
    for (int i = 0; i < planes[0].length; i++) {
      double luma = planes[0][i] + 128;
      double r = luma + 1.402 * planes[2][i];
      double b = luma + 1.772 * planes[1][i];
      image.pixels()[3 * i] = level(r);
      image.pixels()[3 * i + 1] = level((luma - 0.299 * r - 0.114 * b) / 0.587);
      image.pixels()[3 * i + 2] = level(b);
    }
  }

  private static byte level(double value) {
    return (byte) (int) Math.clamp(value + 0.5, 0.0, 255.0);
  }
}
