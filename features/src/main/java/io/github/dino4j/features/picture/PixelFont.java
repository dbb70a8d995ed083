package io.github.dino4j.features.picture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Five by seven dots a letter, enough to label a picture. Java's own text needs fonts that a server
 * may not have, and fails without them.
 */
final class PixelFont {
  static final int HEIGHT = 7;
  private static final int WIDTH = 5;
  private static final int ADVANCE = 6;
  private static final Map<Character, long[]> GLYPHS = glyphs();

  private PixelFont() {}

  /** Width of a label in dots. */
  static int width(String text) {
    return Math.max(0, text.length() * ADVANCE - 1);
  }

  /**
   * Writes a label; what the font lacks stays blank.
   *
   * @param image drawn into, cut at its edges
   * @param text digits and the capitals of photo, mean, head and mass
   * @param at left, top and the pixels of one dot
   * @param rgb {@code 0xRRGGBB}
   */
  static void draw(BufferedImage image, String text, Spot at, int rgb) {
    for (int letter = 0; letter < text.length(); letter++) {
      long[] rows = GLYPHS.getOrDefault(text.charAt(letter), new long[HEIGHT]);
      for (int dot = 0; dot < WIDTH * HEIGHT; dot++) {
        int column = dot % WIDTH;
        if ((rows[dot / WIDTH] >> (WIDTH - 1 - column) & 1) == 1) {
          fill(image, at.moved(letter * ADVANCE + column, dot / WIDTH), rgb);
        }
      }
    }
  }

  /** Where a label starts and how large its dots are, in pixels. */
  record Spot(int x, int y, int dot) {
    Spot moved(int dotsRight, int dotsDown) {
      return new Spot(x + dotsRight * dot, y + dotsDown * dot, dot);
    }
  }

  private static void fill(BufferedImage image, Spot dot, int rgb) {
    for (int y = dot.y; y < Math.min(image.getHeight(), dot.y + dot.dot); y++) {
      for (int x = dot.x; x < Math.min(image.getWidth(), dot.x + dot.dot); x++) {
        image.setRGB(x, y, rgb);
      }
    }
  }

  private static Map<Character, long[]> glyphs() {
    String coded =
        """
        0 0E 11 13 15 19 11 0E
        1 04 0C 04 04 04 04 0E
        2 0E 11 01 02 04 08 1F
        3 1F 02 04 02 01 11 0E
        4 02 06 0A 12 1F 02 02
        5 1F 10 1E 01 01 11 0E
        6 06 08 10 1E 11 11 0E
        7 1F 01 02 04 08 08 08
        8 0E 11 11 0E 11 11 0E
        9 0E 11 11 0F 01 02 0C
        A 0E 11 11 1F 11 11 11
        D 1C 12 11 11 11 12 1C
        E 1F 10 10 1E 10 10 1F
        H 11 11 11 1F 11 11 11
        M 11 1B 15 15 11 11 11
        N 11 19 15 15 13 11 11
        O 0E 11 11 11 11 11 0E
        P 1E 11 11 1E 10 10 10
        S 0F 10 10 0E 01 01 1E
        T 1F 04 04 04 04 04 04
        """;
    Map<Character, long[]> glyphs = new HashMap<>();
    coded
        .lines()
        .map(line -> line.split(" "))
        .forEach(parts -> {
          long[] rows = new long[HEIGHT];
          Arrays.setAll(rows, i -> Long.parseLong(parts[i + 1], 16));
          glyphs.put(parts[0].charAt(0), rows);
        });
    return glyphs;
  }
}
