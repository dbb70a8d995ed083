package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.Arrays;

/**
 * A class for every pixel of an image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels {@code [height, width]}, class numbers from 0 on or {@link #IGNORED}; owned by this
 *     map and shared, not copied
 */
public record LabelMap(int width, int height, short[] labels) {
  /** The label of pixels that neither train nor count. */
  public static final short IGNORED = -1;

  public LabelMap {
    if (width < 1 || height < 1 || (long) width * height != labels.length) {
      throw new IllegalArgumentException(
          "a mask of %d x %d has %d labels, not %d"
              .formatted(width, height, (long) width * height, labels.length));
    }
  }

  /** A map on which every pixel is ignored. */
  public static LabelMap ignored(Size size) {
    short[] labels = new short[Math.multiplyExact(size.width(), size.height())];
    Arrays.fill(labels, IGNORED);
    return new LabelMap(size.width(), size.height(), labels);
  }

  public Size size() {
    return new Size(width, height);
  }

  public short at(int x, int y) {
    return labels[y * width + x];
  }

  /** The largest class number; -1 where every pixel is ignored. */
  public int largest() {
    int largest = IGNORED;
    for (short label : labels) {
      largest = Math.max(largest, label);
    }
    return largest;
  }

  /** A part of it. */
  public LabelMap cropped(Box part) {
    part.checkInside(size());
    short[] cut = new short[part.width() * part.height()];
    for (int y = 0; y < part.height(); y++) {
      int from = (part.top() + y) * width + part.left();
      System.arraycopy(labels, from, cut, y * part.width(), part.width());
    }
    return new LabelMap(part.width(), part.height(), cut);
  }

  /** Its mirror image: left and right change places. */
  public LabelMap flipped() {
    short[] mirrored = new short[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int x = i % width;
      mirrored[i] = labels[i - x + width - 1 - x];
    }
    return new LabelMap(width, height, mirrored);
  }

  /** At another size; each pixel takes the one that its own corner falls on, as in OpenCV. */
  public LabelMap resized(Size size) {
    short[] resized = new short[Math.multiplyExact(size.width(), size.height())];
    int i = 0;
    for (int y = 0; y < size.height(); y++) {
      int row = (int) ((long) y * height / size.height()) * width;
      for (int x = 0; x < size.width(); x++) {
        resized[i++] = labels[row + (int) ((long) x * width / size.width())];
      }
    }
    return new LabelMap(size.width(), size.height(), resized);
  }

  /** Laid into the top left corner of a larger map that is ignored elsewhere. */
  public LabelMap padded(Size size) {
    LabelMap padded = ignored(size);
    for (int y = 0; y < height; y++) {
      System.arraycopy(labels, y * width, padded.labels, y * size.width(), width);
    }
    return padded;
  }
}
