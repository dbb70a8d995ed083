package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.Exif;
import io.github.dino4j.image.codec.ImageCodec;

/** Windows bitmaps of 1, 4, 8, 16, 24 and 32 bits, run-length coded ones included. */
public final class BmpCodec implements ImageCodec {
  public static boolean startsLikeOne(Bytes file) {
    return file.has(0, "BM") && file.size() >= 18 && BmpHeader.isKnown(file.u32le(14));
  }

  @Override
  public ImageHeader header(Bytes file) {
    BmpHeader header = BmpHeader.read(file);
    return new ImageHeader(ImageFormat.BMP, header.width(), header.height(), Exif.UPRIGHT);
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader size) {
    BmpHeader header = BmpHeader.read(file);
    byte[] rgb = new byte[header.width() * header.height() * 3];
    if (header.runLength()) {
      byte[] indices = BmpRunLength.read(file, header);
      byte[] colours = header.colours(file);
      for (int i = 0; i < indices.length; i++) {
        int o = (header.row(i / header.width()) * header.width() + i % header.width()) * 3;
        System.arraycopy(colours, (indices[i] & 0xff) * 3, rgb, o, 3);
      }
    } else {
      file.need(header.data(), header.neededBytes());
      for (int y = 0; y < header.height(); y++) {
        int from = header.data() + y * header.rowBytes();
        row(file, header, new int[] {from, header.row(y) * header.width() * 3}, rgb);
      }
    }
    return new RgbImage(header.width(), header.height(), rgb);
  }

  private static void row(Bytes file, BmpHeader header, int[] fromTo, byte[] rgb) {
    byte[] colours = header.bits() <= 8 ? header.colours(file) : new byte[0];
    int from = fromTo[0];
    int o = fromTo[1];
    for (int x = 0; x < header.width(); x++, o += 3) {
      switch (header.bits()) {
        case 16 -> sixteen(file.u16le(from + 2 * x), header, rgb, o);
        case 24, 32 -> {
          int pixel = from + x * header.bits() / 8;
          rgb[o] = file.data[pixel + header.red()];
          rgb[o + 1] = file.data[pixel + header.green()];
          rgb[o + 2] = file.data[pixel + header.blue()];
        }
        default -> {
          int bit = x * header.bits();
          int shift = 8 - header.bits() - (bit & 7);
          int index = file.u8(from + bit / 8) >> shift & ((1 << header.bits()) - 1);
          System.arraycopy(colours, index * 3, rgb, o, 3);
        }
      }
    }
  }

  private static void sixteen(int value, BmpHeader header, byte[] rgb, int o) {
    int greens = header.sixGreens() ? 63 : 31;
    int reds = header.sixGreens() ? value >> 11 : value >> 10;
    rgb[o] = (byte) ((reds & 31) * 255 / 31);
    rgb[o + 1] = (byte) ((value >> 5 & greens) * 255 / greens);
    rgb[o + 2] = (byte) ((value & 31) * 255 / 31);
  }
}
