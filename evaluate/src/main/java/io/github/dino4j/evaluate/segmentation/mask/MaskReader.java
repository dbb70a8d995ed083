package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.image.Size;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Reads masks in PNG as class numbers: the samples of gray pictures of up to 16 bits and of indexed
 * ones, whatever colours their palette shows, or the colours of RGB pictures by a {@link
 * ClassPalette}. Any number of threads may read.
 */
public final class MaskReader {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final int RGB = 3;

  private final MaskFormat format;
  private final Map<Integer, Integer> numbers = new HashMap<>(); // of colours

  public MaskReader(MaskFormat format) {
    this.format = format;
    ClassPalette palette = format.palette();
    for (int i = 0; palette != null && i < palette.size(); i++) {
      numbers.put(palette.colours().get(i), i);
    }
  }

  public MaskFormat format() {
    return format;
  }

  /**
   * The mask of an image.
   *
   * @param image the image's size, upright
   * @throws DinoException in one line, if the file cannot be read, is of another size, or holds a
   *     number that is no class
   */
  public LabelMap read(Path file, Size image) {
    try {
      LabelMap mask = decode(Files.readAllBytes(file));
      if (!mask.size().equals(image)) {
        throw new DinoException(
            "the mask has %d x %d pixels and its image %d x %d"
                .formatted(mask.width(), mask.height(), image.width(), image.height()));
      }
      return mask;
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The content of a mask file.
   *
   * @throws DinoException if it is no PNG, or holds a number that is no class
   */
  public LabelMap decode(byte[] content) {
    for (int i = 0; i < PNG.length; i++) {
      if (content.length <= i || content[i] != PNG[i]) {
        throw new DinoException("masks are PNG files, which keep class numbers as they are");
      }
    }
    Raster raster = picture(content).getRaster();
    int width = raster.getWidth();
    short[] labels = new short[Math.multiplyExact(width, raster.getHeight())];
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int number = bands < RGB ? row[x * bands] : number(row, x * bands, x, y);
        labels[y * width + x] = label(number, x, y);
      }
    }
    return new LabelMap(width, raster.getHeight(), labels);
  }

  private static BufferedImage picture(byte[] content) {
    try {
      @Nullable BufferedImage picture = ImageIO.read(new ByteArrayInputStream(content));
      if (picture != null) {
        return picture;
      }
    } catch (IOException | RuntimeException e) { // the JDK's reader throws both on damaged files
      throw new DinoException("a damaged PNG: " + e.getMessage(), e);
    }
    throw new DinoException("a damaged PNG");
  }

  private int number(int[] row, int at, int x, int y) {
    if (format.palette() == null) {
      throw new DinoException(
          "the mask is in RGB; give the palette that says which colour is what");
    }
    Integer number = numbers.get(row[at] << 16 | row[at + 1] << 8 | row[at + 2]);
    if (number == null) {
      throw new DinoException(
          "colour %d, %d, %d at %d, %d is not in the palette"
              .formatted(row[at], row[at + 1], row[at + 2], x, y));
    }
    return number;
  }

  private short label(int number, int x, int y) {
    int label = format.label(number);
    if (label == MaskFormat.UNKNOWN) {
      throw new DinoException(
          "label %d at %d, %d is none of %d classes".formatted(number, x, y, format.classes()));
    }
    return (short) label;
  }
}
