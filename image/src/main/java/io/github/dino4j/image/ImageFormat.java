package io.github.dino4j.image;

/** The formats that are read. Which one a file has is told from its first bytes. */
public enum ImageFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  TIFF,
  WEBP,
  PNM
}
