package io.github.dino4j.image;

/**
 * Rows of interleaved RGB bytes inside a larger array.
 *
 * @param bytes red, green, blue, pixel by pixel
 * @param start of the first pixel
 * @param stride from row to row, in bytes
 */
public record Samples(byte[] bytes, int start, int stride) {
  /** Rows of this many pixels without gaps. */
  public static Samples packed(byte[] bytes, int width) {
    return new Samples(bytes, 0, width * 3);
  }

  public int row(int y) {
    return start + y * stride;
  }

  /** The same rows, without those above and the columns on the left. */
  public Samples from(int x, int y) {
    return new Samples(bytes, row(y) + 3 * x, stride);
  }
}
