package io.github.dino4j.features.picture;

/**
 * How pictures are drawn.
 *
 * @param side longer side of a photo in the drawing, in pixels; photos are scaled to it
 * @param upsampling how patches become pixels
 * @param background what fills the places without foreground
 */
public record PictureStyle(int side, Upsampling upsampling, Background background) {

  /** How patches become pixels. */
  public enum Upsampling {
    /** Flat squares: the features as they are. */
    NEAREST,
    /** Blended between patch centres: easier on the eye. */
    SMOOTH
  }

  /** What fills the places without foreground. */
  public enum Background {
    BLACK,
    /** The photo, grey and dark. */
    DIMMED_PHOTO
  }

  public PictureStyle {
    if (side < 16 || side > 8192) {
      throw new IllegalArgumentException("a side of " + side + " is not within 16 to 8192 pixels");
    }
  }

  /** Smooth on black, 640 pixels. */
  public static PictureStyle byDefault() {
    return new PictureStyle(640, Upsampling.SMOOTH, Background.BLACK);
  }

  public PictureStyle withSide(int pixels) {
    return new PictureStyle(pixels, upsampling, background);
  }

  public PictureStyle with(Upsampling other) {
    return new PictureStyle(side, other, background);
  }

  public PictureStyle with(Background other) {
    return new PictureStyle(side, upsampling, other);
  }
}
