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
  private final FilterWeights across;
  private final FilterWeights down;

  /** What is wanted: the size of the whole result, and the window of it that is returned. */
  record Target(Size size, Box window) {}

  Resizer(Resampling filter, Box part, Target target) {
    Box window = target.window();
    this.size = target.size();
    this.part = part;
    this.across =
        FilterWeights.of(filter, part.width(), size.width(), window.left(), window.width());
    this.down =
        FilterWeights.of(filter, part.height(), size.height(), window.top(), window.height());
  }

  RgbImage resize(RgbImage image) {
    Samples source = Samples.packed(image.pixels(), image.width()).from(part.left(), part.top());
    int width = across.targets();
    int height = down.targets();
    return new RgbImage(width, height, passes(source, width, height));
  }

  private byte[] passes(Samples source, int width, int height) {
    if (across.identity() && down.identity()) {
      return copy(source.from(across.start(), down.start()), width, height);
    } else if (down.identity()) {
      return HorizontalPass.apply(across, source.from(0, down.start()), height);
    } else if (across.identity()) {
      return VerticalPass.apply(down, source.from(across.start(), 0), width);
    } else if (downFirst()) {
      int columns = across.end() - across.start();
      byte[] lowered = VerticalPass.apply(down, source.from(across.start(), 0), columns);
      Samples rows = Samples.packed(lowered, columns).from(-across.start(), 0);
      return HorizontalPass.apply(across, rows, height);
    }
    int rows = down.end() - down.start();
    byte[] narrowed = HorizontalPass.apply(across, source.from(0, down.start()), rows);
    return VerticalPass.apply(down, Samples.packed(narrowed, width).from(0, -down.start()), width);
  }

  /**
   * Pillow from 13.0 on goes along y first where the height shrinks by more than twice as many
   * pixels as the width. Rounding between the passes makes that visible in the last bit, so it is
   * followed.
   */
  private boolean downFirst() {
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
