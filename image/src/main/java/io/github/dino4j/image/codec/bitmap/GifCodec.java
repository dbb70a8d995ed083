package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.Exif;
import io.github.dino4j.image.codec.ImageCodec;
import java.util.Arrays;

/**
 * GIF (version 89a): the first frame on a canvas of its transparent colour, or else of colour 0, as
 * Pillow shows it.
 */
public final class GifCodec implements ImageCodec {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int PICTURE = 0x2C;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int[] INTERLACE_START = {0, 4, 2, 1};
  private static final int[] INTERLACE_STEP = {8, 8, 4, 2};

  /** Where the first picture's descriptor stands, and the index that is transparent, or 0. */
  private record Picture(int at, int transparent) {}

  @Override
  public ImageHeader header(Bytes file) {
    int at = firstPicture(file).at;
    int width = Math.max(file.u16le(6), file.u16le(at) + file.u16le(at + 4));
    int height = Math.max(file.u16le(8), file.u16le(at + 2) + file.u16le(at + 6));
    if (width < 1 || height < 1) {
      throw UnreadableImageException.broken("GIF", "a size of " + width + " x " + height);
    }
    return new ImageHeader(ImageFormat.GIF, width, height, Exif.UPRIGHT);
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    Picture picture = firstPicture(file);
    int at = picture.at;
    int flags = file.u8(at + 8);
    boolean ownColours = (flags & 0x80) != 0;
    byte[] colours = ownColours ? colours(file, at + 9, flags) : screenColours(file);
    int data = at + 9 + (ownColours ? tableBytes(flags) : 0);
    int width = file.u16le(at + 4);
    int height = file.u16le(at + 6);
    byte[] indices = new GifLzw(file, data).read(width * height);

    byte[] rgb = new byte[header.width() * header.height() * 3];
    fill(rgb, colours, picture.transparent);
    int[] rows = rows(height, (flags & 0x40) != 0);
    for (int y = 0; y < height; y++) {
      int o = ((file.u16le(at + 2) + rows[y]) * header.width() + file.u16le(at)) * 3;
      for (int x = 0; x < width; x++, o += 3) {
        System.arraycopy(colours, (indices[y * width + x] & 0xff) * 3, rgb, o, 3);
      }
    }
    return new RgbImage(header.width(), header.height(), rgb);
  }

  private static void fill(byte[] rgb, byte[] colours, int index) {
    for (int o = 0; o < rgb.length; o += 3) {
      System.arraycopy(colours, index * 3, rgb, o, 3);
    }
  }

  /** The row that each stored row belongs to. */
  private static int[] rows(int height, boolean interlaced) {
    int[] rows = new int[height];
    int stored = 0;
    for (int pass = 0; pass < (interlaced ? 4 : 1); pass++) {
      int step = interlaced ? INTERLACE_STEP[pass] : 1;
      for (int y = INTERLACE_START[pass]; y < height; y += step) {
        rows[stored++] = y;
      }
    }
    return rows;
  }

  private static Picture firstPicture(Bytes file) {
    int at = SCREEN + ((file.u8(10) & 0x80) != 0 ? tableBytes(file.u8(10)) : 0);
    int transparent = 0;
    while (file.u8(at) != PICTURE) {
      if (file.u8(at) != EXTENSION) {
        throw UnreadableImageException.broken("GIF", "it holds no picture");
      }
      if (file.u8(at + 1) == GRAPHIC_CONTROL && (file.u8(at + 3) & 1) != 0) {
        transparent = file.u8(at + 6);
      }
      at += 2;
      while (file.u8(at) != 0) {
        at += 1 + file.u8(at);
      }
      at++;
    }
    return new Picture(at + 1, transparent);
  }

  private static byte[] screenColours(Bytes file) {
    int flags = file.u8(10);
    return (flags & 0x80) != 0 ? colours(file, SCREEN, flags) : grays();
  }

  private static byte[] colours(Bytes file, int at, int flags) {
    file.need(at, tableBytes(flags));
    byte[] table = Arrays.copyOfRange(file.data, at, at + tableBytes(flags));
    return Arrays.copyOf(table, 256 * 3);
  }

  private static byte[] grays() {
    byte[] grays = new byte[256 * 3];
    for (int i = 0; i < grays.length; i++) {
      grays[i] = (byte) (i / 3);
    }
    return grays;
  }

  private static int tableBytes(int flags) {
    return 3 << ((flags & 7) + 1);
  }
}
