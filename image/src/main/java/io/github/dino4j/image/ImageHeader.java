package io.github.dino4j.image;

/**
 * What a file says of its picture before anything is decoded.
 *
 * @param format told from the content, never from the name
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation EXIF tag 274, 1 (upright) to 8; 1 where there is none
 */
public record ImageHeader(ImageFormat format, int width, int height, int orientation) {
  /** Pixels of the decoded picture. */
  public long pixels() {
    return (long) width * height;
  }
}
