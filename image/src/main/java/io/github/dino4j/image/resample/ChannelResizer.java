package io.github.dino4j.image.resample;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;

/**
 * The passes of {@link Resizer} in float32 over any number of channels, without a rounding between
 * them; sums are clipped to 0 to 1 at the end.
 */
record ChannelResizer(FilterWeights horizontal, FilterWeights vertical) {
  private static final float UNIT = 1f / (1 << FilterWeights.BITS);

  static ChannelImage resize(
      Resampling filter, ChannelImage image, Box part, Resizer.Target target) {
    Size size = target.size();
    Box window = target.window();
    return new ChannelResizer(
            FilterWeights.of(filter, part.width(), size.width(), window.left(), window.width()),
            FilterWeights.of(filter, part.height(), size.height(), window.top(), window.height()))
        .resize(image, part);
  }

  private ChannelImage resize(ChannelImage image, Box part) {
    int width = horizontal.targets();
    ChannelImage result = ChannelImage.black(new Size(width, vertical.targets()), image.channels());
    int top = vertical.start();
    int rows = vertical.end() - top; // what the window needs
    float[] narrowed = new float[Math.multiplyExact(rows, width)];
    for (int c = 0; c < image.channels(); c++) {
      int corner = c * image.plane() + part.top() * image.width() + part.left();
      for (int y = 0; y < rows; y++) {
        narrow(image.samples(), corner + (top + y) * image.width(), narrowed, y * width);
      }
      for (int y = 0; y < vertical.targets(); y++) {
        lower(narrowed, y, result.samples(), c * result.plane() + y * width);
      }
    }
    clip(result.samples());
    return result;
  }

  private static float weight(FilterWeights weights, int target, int tap) {
    return weights.identity() ? 1 : weights.weights()[target * weights.taps() + tap] * UNIT;
  }

  /** One row. */
  private void narrow(float[] source, int from, float[] target, int to) {
    for (int x = 0; x < horizontal.targets(); x++) {
      float sum = 0;
      int first = from + horizontal.first()[x];
      for (int t = 0; t < horizontal.count()[x]; t++) {
        sum += weight(horizontal, x, t) * source[first + t];
      }
      target[to + x] = sum;
    }
  }

  /** Row {@code y} of the result, added to the zeros that are there. */
  private void lower(float[] rows, int y, float[] target, int to) {
    int width = horizontal.targets();
    for (int t = 0; t < vertical.count()[y]; t++) {
      float weight = weight(vertical, y, t);
      int from = (vertical.first()[y] - vertical.start() + t) * width;
      for (int x = 0; x < width; x++) {
        target[to + x] += weight * rows[from + x];
      }
    }
  }

  private static void clip(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.clamp(samples[i], 0f, 1f);
    }
  }
}
