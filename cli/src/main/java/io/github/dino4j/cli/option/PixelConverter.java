package io.github.dino4j.cli.option;

import java.awt.Point;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a pixel, {@code X,Y}. */
public final class PixelConverter implements ITypeConverter<Point> {
  @Override
  public Point convert(String text) {
    if (!text.matches("\\d{1,9},\\d{1,9}")) {
      throw new TypeConversionException("'" + text + "' is not a pixel such as 120,80");
    }
    int comma = text.indexOf(',');
    return new Point(
        Integer.parseInt(text.substring(0, comma)), Integer.parseInt(text.substring(comma + 1)));
  }
}
