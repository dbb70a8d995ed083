package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The colours of classes, in the order of their numbers.
 *
 * @param colours {@code 0xRRGGBB} each
 * @param names one a class, empty where it has none
 */
public record ClassPalette(List<Integer> colours, List<String> names) {
  private static final float GOLDEN_RATIO = 0.618034f;
  private static final float[] SATURATION = {0.85f, 0.55f, 0.95f, 0.7f};
  private static final float[] BRIGHTNESS = {0.95f, 0.8f, 0.6f};
  private static final int RGB = 3;

  public ClassPalette {
    colours = List.copyOf(colours);
    names = List.copyOf(names);
    if (colours.size() != names.size()) {
      throw new IllegalArgumentException(
          "%d colours, %d names".formatted(colours.size(), names.size()));
    }
  }

  /**
   * Colours for any number of classes, all different, neighbours far apart: hues go round by the
   * golden ratio.
   */
  public static ClassPalette of(int classes) {
    Set<Integer> colours = new LinkedHashSet<>();
    for (int i = 0; colours.size() < classes; i++) {
      float saturation = SATURATION[i % SATURATION.length];
      float brightness = BRIGHTNESS[i % BRIGHTNESS.length];
      colours.add(Color.HSBtoRGB(i * GOLDEN_RATIO, saturation, brightness) & 0xffffff);
    }
    return new ClassPalette(List.copyOf(colours), colours.stream().map(_ -> "").toList());
  }

  /**
   * Reads a file with a class a line, in the order of their numbers: red, green and blue from 0 to
   * 255, then perhaps a name, separated by spaces, tabs or commas. {@code #} begins a comment.
   *
   * @throws DinoException if it cannot be read, or a line is no colour or repeats one
   */
  public static ClassPalette read(Path file) {
    List<Integer> colours = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceAll("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split("[\\s,]+", RGB + 1);
      int colour = colour(words);
      if (colour < 0 || colours.contains(colour)) {
        throw new DinoException(
            "%s: line %d, \"%s\", is no new colour; write red, green, blue from 0 to 255, then a name"
                .formatted(file, i + 1, line));
      }
      colours.add(colour);
      names.add(words.length > RGB ? words[RGB] : "");
    }
    return new ClassPalette(colours, names);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /** -1 if it is none. */
  private static int colour(String[] words) {
    boolean bytes =
        words.length >= RGB
            && Arrays.stream(words)
                .limit(RGB)
                .allMatch(word -> word.matches("\\d{1,3}") && Integer.parseInt(word) <= 255);
    return bytes
        ? Integer.parseInt(words[0]) << 16
            | Integer.parseInt(words[1]) << 8
            | Integer.parseInt(words[2])
        : -1;
  }

  /** How many classes have a colour. */
  public int size() {
    return colours.size();
  }
}
