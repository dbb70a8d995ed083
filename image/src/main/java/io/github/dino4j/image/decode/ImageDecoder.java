package io.github.dino4j.image.decode;

import io.github.dino4j.image.DecodeOptions;
import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.Orientation;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.ExifOrientation;
import io.github.dino4j.image.codec.ImageCodec;
import io.github.dino4j.image.codec.JpegCodec;
import io.github.dino4j.image.codec.OpenCv;
import io.github.dino4j.image.codec.WebpCodec;
import io.github.dino4j.image.codec.bitmap.BmpCodec;
import io.github.dino4j.image.codec.bitmap.GifCodec;
import io.github.dino4j.image.codec.bitmap.PnmCodec;
import io.github.dino4j.image.codec.png.PngCodec;
import io.github.dino4j.image.codec.tiff.TiffCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Turns files into pixels: JPEG (progressive, CMYK), PNG, GIF (its first frame), BMP, TIFF, WebP
 * and PNM. The result equals Pillow's {@code Image.open(f).convert('RGB')}, turned upright if
 * asked: alpha is dropped without blending, 16-bit gray above 255 is white, colour profiles are
 * ignored. Sizes are checked against the limit before a pixel is decoded, and a file that ends too
 * early is refused. One decoder serves any number of threads.
 */
public final class ImageDecoder {
  private static final int RGB = 3;
  private static final int SNIFFED = 4096;
  private static final int LARGEST_FILE = Integer.MAX_VALUE - 16;

  private final DecodeOptions options;

  public ImageDecoder() {
    this(DecodeOptions.standard());
  }

  public ImageDecoder(DecodeOptions options) {
    this.options = options;
  }

  /**
   * Loads the native library on a thread of its own, for programs that have other work to do before
   * their first photo. Only a matter of time: decoding loads it anyway.
   */
  public static void loadAhead() {
    Thread.ofPlatform()
        .daemon()
        .name("dino4j-decoder")
        .start(() -> {
          try {
            OpenCv.load();
          } catch (LinkageError _) {
            // The first photo that needs it will tell.
          }
        });
  }

  /**
   * Decodes the content of a file.
   *
   * @throws UnreadableImageException with the reason, and nothing else
   */
  public RgbImage decode(byte[] content) {
    Bytes file = new Bytes(content);
    ImageHeader header = readHeader(file);
    options.requireFit(header.width(), header.height(), RGB);
    RgbImage image = codec(header.format()).decode(file, header);
    return options.orientation() == Orientation.UPRIGHT
        ? ExifOrientation.upright(image, header.orientation())
        : image;
  }

  /**
   * Decodes a file.
   *
   * @throws UnreadableImageException with the file and the reason, also where it cannot be opened
   */
  public RgbImage decode(Path file) {
    try {
      return decode(read(file, Sniffer::formatOf));
    } catch (UnreadableImageException e) {
      throw e.in(file);
    }
  }

  /**
   * What a file says of itself. No limit applies.
   *
   * @throws UnreadableImageException if it is no image or its header is broken
   */
  public ImageHeader header(byte[] content) {
    return readHeader(new Bytes(content));
  }

  private static ImageHeader readHeader(Bytes file) {
    return codec(Sniffer.formatOf(file)).header(file);
  }

  private static ImageCodec codec(ImageFormat format) {
    return switch (format) {
      case JPEG -> new JpegCodec();
      case PNG -> new PngCodec();
      case GIF -> new GifCodec();
      case BMP -> new BmpCodec();
      case TIFF -> new TiffCodec();
      case WEBP -> new WebpCodec();
      case PNM -> new PnmCodec();
    };
  }

  /**
   * The content of a file.
   *
   * @param sniff throws if it does not start like an image: a film or an archive is not read
   * @throws UnreadableImageException with the reason, if it cannot be opened
   */
  static byte[] read(Path file, Consumer<Bytes> sniff) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > LARGEST_FILE) {
        throw new UnreadableImageException("a file of %,d MB, no photo".formatted(size >> 20));
      }
      byte[] start = in.readNBytes((int) Math.min(size, SNIFFED));
      sniff.accept(new Bytes(start));
      if (size <= SNIFFED) {
        return start;
      }
      byte[] content = new byte[(int) size];
      System.arraycopy(start, 0, content, 0, start.length);
      int read = start.length + in.readNBytes(content, start.length, content.length - start.length);
      if (read < content.length) {
        throw UnreadableImageException.truncated(read);
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new UnreadableImageException("no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableImageException("no permission to read it");
    } catch (IOException e) {
      throw new UnreadableImageException(
          Files.isDirectory(file) ? "a folder, not a file" : "cannot be read: " + e.getMessage());
    }
  }
}
