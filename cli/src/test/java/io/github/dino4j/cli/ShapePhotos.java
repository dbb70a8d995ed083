package io.github.dino4j.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Red discs and blue squares, two classes of twelve pictures in {@code train} and {@code test}. */
final class ShapePhotos {
  private static final int COUNT = 12;

  private ShapePhotos() {}

  static void draw(Path folder) throws IOException {
    for (String set : new String[] {"train", "test"}) {
      for (int i = 0; i < COUNT; i++) {
        draw(folder.resolve("%s/disc/%d.png".formatted(set, i)), i, true);
        draw(folder.resolve("%s/square/%d.png".formatted(set, i)), i, false);
      }
    }
  }

  private static void draw(Path file, int number, boolean disc) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(disc ? new Color(220 - number, 40, 30) : new Color(20, 40, 200 - number));
    if (disc) {
      pen.fillOval(8 + number, 10, 40, 40);
    } else {
      pen.fillRect(8 + number, 10, 40, 40);
    }
    pen.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
