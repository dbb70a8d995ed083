package io.github.dino4j.image.resample;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Samples;
import io.github.dino4j.image.Size;

/**
 * One resize of a part of a picture, of which only a window is computed, in up to two passes. A
 * pass that would change nothing is left out.
 */
final class Resizer {
  private final Size size;
  private final Box part;
  private final FilterWeights horizontal;
  private final FilterWeights vertical;

  /** What is wanted: the size of the whole result, and the window of it that is returned. */
  record Target(Size size, Box window) {}

  Resizer(Resampling filter, Box part, Target target) {
    Box window = target.window();
    this.size = target.size();
    this.part = part;
    this.horizontal =
        FilterWeights.of(filter, part.width(), size.width(), window.left(), window.width());
    this.vertical =
        FilterWeights.of(filter, part.height(), size.height(), window.top(), window.height());
  }

  RgbImage resize(RgbImage image) {
    Samples source = Samples.packed(image.pixels(), image.width()).from(part.left(), part.top());
    int width = horizontal.targets();
    int height = vertical.targets();
    return new RgbImage(width, height, passes(source, width, height));
  }

  private byte[] passes(Samples source, int width, int height) {
    if (horizontal.identity() && vertical.identity()) {
      return copy(source.from(horizontal.start(), vertical.start()), width, height);
    } else if (vertical.identity()) {
      return HorizontalPass.apply(horizontal, source.from(0, vertical.start()), height);
    } else if (horizontal.identity()) {
      return VerticalPass.apply(vertical, source.from(horizontal.start(), 0), width);
    } else if (verticalFirst()) {
      int columns = horizontal.end() - horizontal.start();
      byte[] lowered = VerticalPass.apply(vertical, source.from(horizontal.start(), 0), columns);
      Samples rows = Samples.packed(lowered, columns).from(-horizontal.start(), 0);
      return HorizontalPass.apply(horizontal, rows, height);
    }
    int rows = vertical.end() - vertical.start();
    byte[] narrowed = HorizontalPass.apply(horizontal, source.from(0, vertical.start()), rows);
    return VerticalPass.apply(
        vertical, Samples.packed(narrowed, width).from(0, -vertical.start()), width);
  }

  /**
   * Pillow from 13.0 on goes along y first where the height shrinks by more than twice as many
   * pixels as the width. Rounding between the passes makes that visible in the last bit, so it is
   * followed.
   */
  private boolean verticalFirst() {
    long lower = part.height() - size.height();
    long narrower = part.width() - size.width();
    return lower > 0 && lower > 2 * narrower;
  }

  private static byte[] copy(Samples source, int width, int height) {
    byte[] out = new byte[new Size(width, height).bytes()];
    for (int y = 0; y < height; y++) {
      System.arraycopy(source.bytes(), source.row(y), out, y * width * 3, width * 3);
    }
    return out;
  }
}
