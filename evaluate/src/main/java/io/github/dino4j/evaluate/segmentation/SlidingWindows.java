package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * Squares that together cover a picture, row by row, as mmseg's {@code slide_inference} places
 * them: the last of a row is moved back inside, and what is smaller than a square is one window.
 */
final class SlidingWindows {
  private SlidingWindows() {}

  static List<Box> of(Size image, int crop, int stride) {
    List<Box> windows = new ArrayList<>();
    int width = Math.min(crop, image.width());
    int height = Math.min(crop, image.height());
    for (int row = 0; row < count(image.height(), crop, stride); row++) {
      for (int column = 0; column < count(image.width(), crop, stride); column++) {
        int left = Math.min(column * stride, image.width() - width);
        int top = Math.min(row * stride, image.height() - height);
        windows.add(new Box(left, top, width, height));
      }
    }
    return windows;
  }

  private static int count(int side, int crop, int stride) {
    return Math.max(side - crop + stride - 1, 0) / stride + 1;
  }
}
