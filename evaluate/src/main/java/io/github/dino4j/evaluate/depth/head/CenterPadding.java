package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.image.Size;

/**
 * Zeros around an image up to multiples of the patch, as many on both sides; the odd one is on the
 * right and below ({@code CenterPadding} of the reference).
 */
record CenterPadding(int left, int right, int top, int bottom) {
  static CenterPadding of(Size image, int patch) {
    int across = Math.floorMod(-image.width(), patch);
    int down = Math.floorMod(-image.height(), patch);
    return new CenterPadding(across / 2, across - across / 2, down / 2, down - down / 2);
  }

  /** The size with the border. */
  Size around(Size image) {
    return new Size(left + image.width() + right, top + image.height() + bottom);
  }

  /**
   * @param planes {@code [channels, height, width]}
   * @return the same with a border of zeros
   */
  float[] apply(float[] planes, Size image) {
    Size padded = around(image);
    int rows = planes.length / image.width();
    float[] result = new float[rows / image.height() * padded.width() * padded.height()];
    for (int row = 0; row < rows; row++) {
      int y = row / image.height() * padded.height() + top + row % image.height();
      System.arraycopy(
          planes, row * image.width(), result, y * padded.width() + left, image.width());
    }
    return result;
  }
}
