package io.github.dino4j.evaluate.features;

import io.github.dino4j.features.PreparedImage;
import io.github.dino4j.image.Size;

/**
 * Zeros around an image.
 *
 * @param left columns before the image
 * @param right columns behind it
 * @param top rows above it
 * @param bottom rows below it
 */
public record ZeroPadding(int left, int right, int top, int bottom) {
  /**
   * Up to multiples of the patch, as many on both sides; the odd one is on the right and below
   * ({@code CenterPadding} of the reference).
   *
   * @param image its size without the padding
   */
  public static ZeroPadding centered(Size image, int patch) {
    int across = Math.floorMod(-image.width(), patch);
    int down = Math.floorMod(-image.height(), patch);
    return new ZeroPadding(across / 2, across - across / 2, down / 2, down - down / 2);
  }

  /** The size with the border. */
  public Size around(Size image) {
    return new Size(left + image.width() + right, top + image.height() + bottom);
  }

  /**
   * @param planes {@code [channels, height, width]}
   * @return the same with a border of zeros
   */
  public float[] apply(float[] planes, Size image) {
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

  /**
   * A normalised image as it goes through the model, in the middle of whole patches.
   *
   * @param planes {@code [3, height, width]}
   * @param photo size of what the image was made of
   */
  public static PreparedImage prepare(float[] planes, Size image, Size photo, int patch) {
    ZeroPadding padding = centered(image, patch);
    Size padded = padding.around(image);
    return new PreparedImage(
        padding.apply(planes, image),
        padded.height(),
        padded.width(),
        photo.width(),
        photo.height());
  }
}
