package io.github.dino4j.cli.search;

import io.github.dino4j.cli.option.PixelConverter;
import io.github.dino4j.features.index.ImageRegion;
import io.github.dino4j.image.Box;
import java.awt.Point;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which part of an image is looked for: one of the three. */
final class RegionOptions {
  @Option(
      names = "--region",
      paramLabel = "X,Y,W,H",
      converter = BoxConverter.class,
      description =
          "Find images that contain this part of IMAGE: its left, top, width and height in pixels of"
              + " the image as it is shown. The index has to keep patches, as for --at and --mask.")
  private @Nullable Box box;

  @Option(
      names = "--at",
      paramLabel = "X,Y",
      converter = PixelConverter.class,
      description =
          "Find images that contain what is at this pixel of IMAGE: its patch and those around it"
              + " that are alike.")
  private @Nullable Point at;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description =
          "Find images that contain what a mask of the size of IMAGE marks: the pixels that are not"
              + " black.")
  private @Nullable Path mask;

  /**
   * The region that the user named.
   *
   * @throws io.github.dino4j.DinoException in one line, if the mask is none
   */
  ImageRegion region() {
    if (box != null) {
      return ImageRegion.of(box);
    }
    if (at != null) {
      return ImageRegion.at(at.x, at.y);
    }
    if (mask != null) {
      return ImageRegion.mask(mask);
    }
    throw new IllegalStateException("picocli makes one of these only with one of them");
  }

  /** As the user wrote it. */
  String words() {
    if (box != null) {
      return "%d,%d,%d,%d".formatted(box.left(), box.top(), box.width(), box.height());
    }
    return at == null ? String.valueOf(mask) : "at %d,%d".formatted(at.x, at.y);
  }

  /** Reads {@code X,Y,W,H}. */
  static final class BoxConverter implements ITypeConverter<Box> {
    @Override
    public Box convert(String text) {
      if (!text.matches("\\d{1,9},\\d{1,9},0*[1-9]\\d{0,8},0*[1-9]\\d{0,8}")) {
        throw new TypeConversionException(
            "'" + text + "' is not a box such as 120,80,64,48: left, top, width and height");
      }
      String[] numbers = text.split(",", -1);
      return new Box(
          Integer.parseInt(numbers[0]),
          Integer.parseInt(numbers[1]),
          Integer.parseInt(numbers[2]),
          Integer.parseInt(numbers[3]));
    }
  }
}
