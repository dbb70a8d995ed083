package io.github.dino4j.image;

/** The formats that are read. Which one a file has is told from its first bytes. */
public enum ImageFormat {
  JPEG(new JpegCodec()),
  PNG(new PngCodec()),
  GIF(new GifCodec()),
  BMP(new BmpCodec()),
  TIFF(new TiffCodec()),
  WEBP(new WebpCodec()),
  PNM(new PnmCodec());

  private final ImageCodec codec;

  ImageFormat(ImageCodec codec) {
    this.codec = codec;
  }

  ImageCodec codec() {
    return codec;
  }
}
