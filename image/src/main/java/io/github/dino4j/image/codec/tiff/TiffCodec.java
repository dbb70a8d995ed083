package io.github.dino4j.image.codec.tiff;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.ImageHeader;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.Exif;
import io.github.dino4j.image.codec.ExifOrientation;
import io.github.dino4j.image.codec.ImageCodec;
import io.github.dino4j.image.codec.PhotoNotes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * TIFF 6.0, the first picture of the file, by the JDK's reader: libtiff's RGBA interface, which
 * OpenCV uses, multiplies colours by alpha and shrinks 16-bit gray, where Pillow does neither.
 * Unlike for other formats Pillow always obeys the orientation of a TIFF, so it is obeyed here.
 */
public final class TiffCodec implements ImageCodec {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  static final int SAMPLES = 277;
  private static final int COMPRESSION = 259;
  private static final int JPEG = 7;
  private static final int PHOTOMETRIC = 262;
  private static final int INKS = 5;
  private static final int COLOUR_MAP = 320;
  private static final int XMP = 700;

  public static boolean startsLikeOne(Bytes file) {
    return file.has(0, "II*\0") || file.has(0, "MM\0*");
  }

  @Override
  public ImageHeader header(Bytes file) {
    TiffDirectory directory = TiffDirectory.first(file);
    long width = directory.value(WIDTH);
    long height = directory.value(HEIGHT);
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw UnreadableImageException.broken("TIFF", "a size of " + width + " x " + height);
    }
    if (directory.value(COMPRESSION) == JPEG && directory.value(PHOTOMETRIC) == INKS) {
      throw new UnreadableImageException(
          "a TIFF of CMYK in JPEG compression, which is not read; convert it to RGB");
    }
    return new ImageHeader(ImageFormat.TIFF, (int) width, (int) height, Exif.UPRIGHT);
  }

  @Override
  public RgbImage decode(Bytes file, ImageHeader header) {
    checkMemory(TiffDirectory.first(file), header);
    ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.data))) {
      reader.setInput(in, true, true);
      BufferedImage picture = reader.read(0);
      if (picture.getWidth() != header.width() || picture.getHeight() != header.height()) {
        throw UnreadableImageException.broken("TIFF", "its sizes contradict each other");
      }
      RgbImage image = TiffPixels.toRgb(picture, TiffDirectory.first(file).shorts(COLOUR_MAP));
      return ExifOrientation.upright(image, notes(file).orientation());
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableImageException.broken("TIFF", firstLine(e));
    } catch (RuntimeException e) {
      // The reader trips over damaged tags; what its own code says of that helps nobody.
      throw UnreadableImageException.broken("TIFF", "its data cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  private static PhotoNotes notes(Bytes file) {
    return new PhotoNotes(file.data, Exif.of(file.data).bytes(XMP));
  }

  /** The reader holds the samples as they are stored: up to eight bytes each. */
  private static void checkMemory(TiffDirectory directory, ImageHeader header) {
    int bits = Arrays.stream(directory.shorts(BITS)).max().orElse(1);
    double bytes = header.pixels() * Math.max(1.0, directory.value(SAMPLES)) * ((bits + 7) / 8);
    if (bytes > Runtime.getRuntime().maxMemory() / 2.0) {
      throw new UnreadableImageException(
          "a TIFF of %,.0f MB, too much for this JVM; raise -Xmx".formatted(bytes / (1 << 20)));
    }
  }

  private static String firstLine(IOException e) {
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse("its data cannot be decoded");
  }
}
