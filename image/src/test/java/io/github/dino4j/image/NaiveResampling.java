package io.github.dino4j.image;

import io.github.dino4j.image.resample.Resampling;

/** The resampler written down as plainly as it can be: whole passes, one weight at a time. */
final class NaiveResampling {
  private NaiveResampling() {}

  static RgbImage resize(Resampling filter, RgbImage image, Size size) {
    int lower = image.height() - size.height();
    boolean columnsFirst = lower > 0 && lower > 2 * (image.width() - size.width());
    if (columnsFirst) {
      return alongX(filter, alongY(filter, image, size.height()), size.width());
    }
    return alongY(filter, alongX(filter, image, size.width()), size.height());
  }

  private static RgbImage alongY(Resampling filter, RgbImage image, int height) {
    return transposed(alongX(filter, transposed(image), height));
  }

  private static RgbImage alongX(Resampling filter, RgbImage image, int width) {
    if (width == image.width()) {
      return image;
    }
    double scale = (double) image.width() / width;
    double widening = Math.max(1, scale);
    byte[] out = new byte[width * image.height() * 3];
    for (int x = 0; x < width; x++) {
      double centre = (x + 0.5) * scale;
      int first = Math.max((int) (centre - filter.support() * widening + 0.5), 0);
      int end = Math.min((int) (centre + filter.support() * widening + 0.5), image.width());
      double sum = 0;
      for (int i = first; i < end; i++) {
        sum += filter.weight((i - centre + 0.5) / widening);
      }
      for (int at = 0; at < image.height() * 3; at++) {
        int total = 1 << 21;
        for (int i = first; i < end; i++) {
          double weight = filter.weight((i - centre + 0.5) * (1 / widening)) / sum;
          int fixed = (int) Math.round(Math.abs(weight) * (1 << 22)) * (weight < 0 ? -1 : 1);
          total += fixed * (image.pixels()[(at / 3 * image.width() + i) * 3 + at % 3] & 0xff);
        }
        out[(at / 3 * width + x) * 3 + at % 3] = (byte) Math.clamp(total >> 22, 0, 255);
      }
    }
    return new RgbImage(width, image.height(), out);
  }

  private static RgbImage transposed(RgbImage image) {
    byte[] out = new byte[image.pixels().length];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width() * 3; x++) {
        out[(x / 3 * image.height() + y) * 3 + x % 3] = image.pixels()[y * image.width() * 3 + x];
      }
    }
    return new RgbImage(image.height(), image.width(), out);
  }
}
