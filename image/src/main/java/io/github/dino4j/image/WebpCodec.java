package io.github.dino4j.image;

/** WebP by OpenCV's libwebp; of an animation the first frame. */
final class WebpCodec implements ImageCodec {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;

  @Override
  public ImageHeader header(Bytes file) {
    int at = FIRST_CHUNK;
    int[] size = size(file, at);
    return new ImageHeader(ImageFormat.WEBP, size[0], size[1], orientation(file));
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    if (file.u32le(4) + CHUNK_HEADER > file.size()) {
      throw UnreadableImageException.truncated(file.size());
    }
    return OpenCv.decode(file, header);
  }

  /** Width and height by the kind of the first chunk (RFC 9649, section 2). */
  private static int[] size(Bytes file, int chunk) {
    int at = chunk + CHUNK_HEADER;
    if (file.has(chunk, "VP8X")) {
      return new int[] {1 + u24(file, at + 4), 1 + u24(file, at + 7)};
    } else if (file.has(chunk, "VP8L") && file.u8(at) == 0x2f) {
      long bits = file.u32le(at + 1);
      return new int[] {1 + (int) (bits & 0x3fff), 1 + (int) (bits >> 14 & 0x3fff)};
    } else if (file.has(chunk, "VP8 ") && file.u8(at + 3) == 0x9d) {
      int width = file.u16le(at + 6) & 0x3fff;
      int height = file.u16le(at + 8) & 0x3fff;
      if (width > 0 && height > 0) {
        return new int[] {width, height};
      }
    }
    throw UnreadableImageException.broken("WebP", "no picture in its first chunk");
  }

  private static int orientation(Bytes file) {
    long at = FIRST_CHUNK;
    while (at + CHUNK_HEADER <= file.size()) {
      long length = file.u32le((int) at + 4);
      if (file.has((int) at, "EXIF")) {
        int start = (int) at + CHUNK_HEADER;
        int prefix = file.has(start, "Exif\0\0") ? 6 : 0;
        return Exif.orientation(file, start + prefix, (int) Math.min(file.size(), start + length));
      }
      at += CHUNK_HEADER + length + (length & 1);
    }
    return Exif.UPRIGHT;
  }

  private static int u24(Bytes file, int at) {
    return file.u16le(at) | file.u8(at + 2) << 16;
  }
}
