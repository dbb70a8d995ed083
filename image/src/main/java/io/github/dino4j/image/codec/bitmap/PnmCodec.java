package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.Exif;
import io.github.dino4j.image.codec.ImageCodec;

/**
 * The Netpbm formats P1 to P6, plain and raw. Samples are scaled from their maximum to 255 with
 * Python's rounding; gray with a maximum above 255 becomes 16 bits wide first and is then clipped,
 * as in Pillow.
 */
public final class PnmCodec implements ImageCodec {
  @Override
  public ImageHeader header(Bytes file) {
    PnmHeader header = PnmHeader.read(file);
    return new ImageHeader(ImageFormat.PNM, header.width(), header.height(), Exif.UPRIGHT);
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader size) {
    PnmHeader header = PnmHeader.read(file);
    byte[] samples =
        header.plain()
            ? plain(file, header)
            : header.bits() ? bits(file, header) : raw(file, header);
    if (header.channels() == 3) {
      return new RgbImage(header.width(), header.height(), samples);
    }
    byte[] rgb = new byte[samples.length * 3];
    for (int i = 0, o = 0; i < samples.length; i++) {
      rgb[o++] = samples[i];
      rgb[o++] = samples[i];
      rgb[o++] = samples[i];
    }
    return new RgbImage(header.width(), header.height(), rgb);
  }

  /** One bit a pixel, rows padded to bytes, 1 is black. */
  private static byte[] bits(Bytes file, PnmHeader header) {
    int rowBytes = (header.width() + 7) / 8;
    file.need(header.data(), (long) rowBytes * header.height());
    byte[] samples = new byte[header.samples()];
    for (int y = 0, o = 0; y < header.height(); y++) {
      for (int x = 0; x < header.width(); x++) {
        int octet = file.data[header.data() + y * rowBytes + x / 8];
        samples[o++] = (byte) ((octet >> (7 - x % 8) & 1) - 1);
      }
    }
    return samples;
  }

  private static byte[] raw(Bytes file, PnmHeader header) {
    int wide = header.max() > 255 ? 2 : 1;
    file.need(header.data(), (long) header.samples() * wide);
    byte[] samples = new byte[header.samples()];
    byte[] scaled = header.scale();
    for (int i = 0, at = header.data(); i < samples.length; i++, at += wide) {
      int value = wide == 1 ? file.data[at] & 0xff : file.u16(at);
      samples[i] = scaled[Math.min(value, header.max())];
    }
    return samples;
  }

  private static byte[] plain(Bytes file, PnmHeader header) {
    PnmText text = new PnmText(file, header.data());
    byte[] samples = new byte[header.samples()];
    byte[] scaled = header.scale();
    for (int i = 0; i < samples.length; i++) {
      int value = header.bits() ? text.digit() : text.number();
      if (value > header.max()) {
        throw UnreadableImageException.broken("PNM", "a sample of " + value);
      }
      samples[i] = header.bits() ? (byte) (value - 1) : scaled[value];
    }
    return samples;
  }
}
