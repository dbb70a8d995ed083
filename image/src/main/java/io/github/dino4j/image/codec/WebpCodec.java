package io.github.dino4j.image.codec;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** WebP by OpenCV's libwebp; of an animation the first frame. */
public final class WebpCodec implements ImageCodec {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int HAS_XMP = 4;
  private static final int HAS_EXIF = 8;

  @Override
  public ImageHeader header(Bytes file) {
    int at = FIRST_CHUNK;
    int[] size = size(file, at);
    return new ImageHeader(ImageFormat.WEBP, size[0], size[1], notes(file).orientation());
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

  /** EXIF and XMP count where the header announces them, the first chunk of each. */
  private static PhotoNotes notes(Bytes file) {
    int flags = file.has(FIRST_CHUNK, "VP8X") ? file.u8(FIRST_CHUNK + CHUNK_HEADER) : 0;
    return new PhotoNotes(
        (flags & HAS_EXIF) == 0 ? null : chunk(file, "EXIF"),
        (flags & HAS_XMP) == 0 ? null : chunk(file, "XMP "));
  }

  private static byte @Nullable [] chunk(Bytes file, String name) {
    long at = FIRST_CHUNK;
    while (at + CHUNK_HEADER <= file.size()) {
      long length = file.u32le((int) at + 4);
      if (file.has((int) at, name)) {
        int start = (int) at + CHUNK_HEADER;
        return Arrays.copyOfRange(file.data, start, (int) Math.min(file.size(), start + length));
      }
      at += CHUNK_HEADER + length + (length & 1);
    }
    return null;
  }

  private static int u24(Bytes file, int at) {
    return file.u16le(at) | file.u8(at + 2) << 16;
  }
}
