package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.Arrays;
import java.util.List;

/**
 * The logits of a picture at every pixel, from those of patches in windows: bilinear in each window
 * and averaged where they overlap. Rows are computed when they are asked for, so that the memory is
 * that of patches.
 *
 * @param size of the picture that the windows lie in
 * @param windows that cover it
 * @param mirrored whether the picture was the mirror image
 */
record WindowedLogits(Size size, List<Window> windows, boolean mirrored) {
  /** A part of the picture, the logits of its patches, and how they spread over its pixels. */
  record Window(Box box, PatchLogits logits, LinearInterpolation down, LinearInterpolation across) {
    static Window of(Box box, PatchLogits logits) {
      return new Window(
          box,
          logits,
          LinearInterpolation.of(logits.rows(), box.height()),
          LinearInterpolation.of(logits.columns(), box.width()));
    }
  }

  /** A picture that went through the model as a whole. */
  static WindowedLogits whole(PatchLogits logits, Size size) {
    return new WindowedLogits(size, List.of(Window.of(size.whole(), logits)), false);
  }

  int classes() {
    return windows.getFirst().logits().classes();
  }

  /** Reads rows on one thread. */
  final class Reader {
    private final float[][] row; // [classes, width of the picture]
    private final float[] counts;
    private final LinearInterpolation across;

    /**
     * @param width of the rows that are wanted, in pixels
     */
    Reader(int width) {
      row = new float[classes()][size.width()];
      counts = new float[size.width()];
      across = LinearInterpolation.of(size.width(), width);
    }

    /**
     * Writes row {@code y} of the picture, resized to the wanted width, {@code [classes, width]}.
     */
    void read(int y, float[][] target) {
      for (float[] ofClass : row) {
        Arrays.fill(ofClass, 0);
      }
      Arrays.fill(counts, 0);
      for (Window window : windows) {
        Box box = window.box();
        if (y >= box.top() && y < box.top() + box.height()) {
          add(window, y - box.top());
        }
      }
      for (int c = 0; c < row.length; c++) {
        for (int x = 0; x < counts.length; x++) {
          row[c][x] /= counts[x];
        }
        resize(row[c], target[c]);
      }
    }

    private void add(Window window, int y) {
      Box box = window.box();
      PatchLogits logits = window.logits();
      LinearInterpolation down = window.down();
      int above = down.first()[y] * logits.columns();
      int below = down.second()[y] * logits.columns();
      float[] line = new float[logits.columns()];
      for (int c = 0; c < row.length; c++) {
        for (int i = 0; i < line.length; i++) {
          float top = logits.values()[(above + i) * row.length + c];
          float bottom = logits.values()[(below + i) * row.length + c];
          line[i] = top + down.weight()[y] * (bottom - top);
        }
        for (int x = 0; x < box.width(); x++) {
          row[c][box.left() + x] += at(line, window.across(), x);
        }
      }
      for (int x = 0; x < box.width(); x++) {
        counts[box.left() + x]++;
      }
    }

    private void resize(float[] source, float[] target) {
      int last = target.length - 1;
      for (int x = 0; x <= last; x++) {
        target[mirrored ? last - x : x] = at(source, across, x);
      }
    }

    private static float at(float[] values, LinearInterpolation interpolation, int x) {
      float first = values[interpolation.first()[x]];
      return first + interpolation.weight()[x] * (values[interpolation.second()[x]] - first);
    }
  }
}
