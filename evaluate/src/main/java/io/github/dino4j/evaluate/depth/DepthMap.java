package io.github.dino4j.evaluate.depth;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;

/**
 * A depth for each pixel, in metres or in shares of the farthest ({@link DepthUnit}).
 *
 * @param width in pixels
 * @param height in pixels
 * @param values {@code [height, width]}, row by row; 0 where nothing is known. Owned by this map
 *     and shared, not copied
 */
public record DepthMap(int width, int height, float[] values) {
  public DepthMap {
    if (width < 1 || height < 1 || (long) width * height != values.length) {
      throw new IllegalArgumentException(
          "%d x %d pixels are not %d depths".formatted(width, height, values.length));
    }
  }

  public Size size() {
    return new Size(width, height);
  }

  /** A part of it. */
  public DepthMap crop(Box box) {
    box.checkInside(size());
    float[] part = new float[box.width() * box.height()];
    for (int y = 0; y < box.height(); y++) {
      int from = (box.top() + y) * width + box.left();
      System.arraycopy(values, from, part, y * box.width(), box.width());
    }
    return new DepthMap(box.width(), box.height(), part);
  }

  /** Left and right change places. */
  public DepthMap mirrored() {
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      turned[i] = values[i - x + width - 1 - x];
    }
    return new DepthMap(width, height, turned);
  }

  /** The mean of two maps of one size, pixel by pixel. */
  public DepthMap mean(DepthMap other) {
    if (!size().equals(other.size())) {
      throw new IllegalArgumentException("maps of %s and %s".formatted(size(), other.size()));
    }
    float[] mean = new float[values.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (values[i] + other.values[i]) / 2;
    }
    return new DepthMap(width, height, mean);
  }

  /** The farthest depth; 0 where none is known. */
  public float max() {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
