package io.github.dino4j.image;

/** What to do with a camera's note on how it was held (EXIF tag 274). */
public enum Orientation {
  /** Turn the picture as the note says, as every photo viewer does. */
  UPRIGHT,
  /**
   * Leave the pixels as they are stored, as the reference's own decoder does ({@code
   * Image.open(f).convert('RGB')}).
   */
  AS_STORED
}
