package io.github.dino4j.image.decode;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.NpyArray;
import io.github.dino4j.image.codec.png.PngCodec;
import io.github.dino4j.image.codec.png.PngLayout;
import io.github.dino4j.image.codec.png.PngRows;
import io.github.dino4j.image.codec.png.PngSamples;
import io.github.dino4j.image.codec.tiff.TiffSamples;
import java.nio.file.Path;

/**
 * Turns files into pictures with a given number of channels, keeping 16 bits where a file has them.
 * The reference knows only RGB of 8 bits, so there is nothing to equal here:
 *
 * <ul>
 *   <li>PNG of 8 and 16 bits, alpha being a channel if it is asked for and dropped if not;
 *   <li>TIFF of 8 and 16 bits with any number of samples a pixel; several pages that together have
 *       the wanted number are channels, else the first page counts;
 *   <li>{@code .npy} of unsigned bytes, unsigned 16-bit numbers or float32 from 0 to 1, {@code [H,
 *       W]}, {@code [C, H, W]} or {@code [H, W, C]};
 *   <li>anything else that {@link ImageDecoder} reads, as its red, green and blue.
 * </ul>
 *
 * One channel is made of colours by their brightness; three equal ones of gray. Any other mismatch
 * is refused. Pixels stay as stored, whatever EXIF says of their orientation. One decoder serves
 * any number of threads.
 */
public final class ChannelDecoder {
  private static final int RGB = 3;

  private final ImageDecoder photos = new ImageDecoder(DecodeOptions.asReference());
  private final int channels;

  /**
   * @param channels that every picture shall have, at least 1
   */
  public ChannelDecoder(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException(channels + " channels");
    }
    this.channels = channels;
  }

  /**
   * Decodes the content of a file.
   *
   * @throws UnreadableImageException with the reason, also where the channels do not fit
   */
  public ChannelImage decode(byte[] content) {
    Bytes file = new Bytes(content);
    if (NpyArray.startsLikeOne(file)) {
      return fitted(NpyArray.header(file).image(file, channels));
    }
    return fitted(
        switch (Sniffer.formatOf(file)) {
          case PNG -> png(file);
          case TIFF -> TiffSamples.read(file, channels);
          default -> photo(file);
        });
  }

  /**
   * Decodes a file.
   *
   * @throws UnreadableImageException with the file and the reason, also where it cannot be opened
   */
  public ChannelImage decode(Path file) {
    try {
      return decode(ImageDecoder.read(file, ChannelDecoder::sniff));
    } catch (UnreadableImageException e) {
      throw e.in(file);
    }
  }

  private static void sniff(Bytes start) {
    if (!NpyArray.startsLikeOne(start)) {
      Sniffer.formatOf(start);
    }
  }

  private ChannelImage photo(Bytes file) {
    return ChannelImage.of(photos.decode(file.data));
  }

  private ChannelImage png(Bytes file) {
    PngLayout layout = PngCodec.layout(file);
    if (layout.depth() < Byte.SIZE || layout.colour() == PngLayout.PALETTE) {
      return photo(file);
    }
    ChannelImage.requireFit(layout.width(), layout.height(), layout.channels());
    try (PngRows rows = PngCodec.rows(file)) {
      return PngSamples.read(layout, rows);
    }
  }

  private ChannelImage fitted(ChannelImage image) {
    int found = image.channels();
    if (found == channels) {
      return image;
    } else if (channels == 1 && (found == RGB || found == RGB + 1)) {
      return image.luminance();
    } else if (found == channels + 1 && (channels == 1 || channels == RGB)) {
      return image.first(channels);
    } else if (found == 1 && channels == RGB) {
      return gray(image);
    }
    throw new UnreadableImageException(
        "%d channels where the model takes %d".formatted(found, channels));
  }

  private static ChannelImage gray(ChannelImage image) {
    ChannelImage result = ChannelImage.black(new Size(image.width(), image.height()), RGB);
    for (int c = 0; c < RGB; c++) {
      System.arraycopy(image.samples(), 0, result.samples(), c * image.plane(), image.plane());
    }
    return result;
  }
}
