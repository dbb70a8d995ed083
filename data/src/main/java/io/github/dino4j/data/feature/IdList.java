package io.github.dino4j.data.feature;

import io.github.dino4j.base.PathText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of {@code FILE.ids.txt}, which names the rows of a dense feature file. */
public final class IdList {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\\t\n\r]");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private IdList() {}

  /** One row of a list: the image and, of patches, the grid, else 0 by 0. */
  record Line(ImageEntry image, int rows, int columns) {}

  public static Path beside(Path file) {
    return PathText.beside(file, "", ".ids.txt");
  }

  static String line(ImageEntry image, FeatureArray array) {
    String line =
        "%s\t%s\t%d\t%d"
            .formatted(escape(image.id()), escape(image.path()), image.width(), image.height());
    return array.isGrid() ? "%s\t%d\t%d".formatted(line, array.shape()[0], array.shape()[1]) : line;
  }

  static Line next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    String[] fields = line == null ? new String[0] : line.split("\t", -1);
    if (fields.length != 4 && fields.length != 6) {
      throw new IOException("its list of ids is shorter than it or broken: " + line);
    }
    boolean grid = fields.length == 6;
    try {
      return new Line(
          new ImageEntry(
              unescape(fields[0]),
              unescape(fields[1]),
              Integer.parseInt(fields[2]),
              Integer.parseInt(fields[3])),
          grid ? Integer.parseInt(fields[4]) : 0,
          grid ? Integer.parseInt(fields[5]) : 0);
    } catch (NumberFormatException e) {
      throw new IOException("a line of its list of ids is broken: " + line, e);
    }
  }

  private static String escape(String name) {
    return SPECIAL
        .matcher(name)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                switch (found.group()) {
                  case "\t" -> "\\t";
                  case "\n" -> "\\n";
                  case "\r" -> "\\r";
                  default -> "\\\\";
                }));
  }

  private static String unescape(String name) {
    return ESCAPE
        .matcher(name)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                switch (found.group(1)) {
                  case "t" -> "\t";
                  case "n" -> "\n";
                  case "r" -> "\r";
                  default -> found.group(1);
                }));
  }
}
