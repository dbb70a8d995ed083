package io.github.dino4j.evaluate.video;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Clips whose frames are of one colour each. */
public final class TinyClips {
  private static final int SIDE = 16;

  private TinyClips() {}

  /** Raw frames in a file that ends in {@code .y4m}: by BT.601, 4:4:4. */
  public static Path video(Path file, Color... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("YUV4MPEG2 W%d H%d F25:1 Ip A1:1 C444\n".formatted(SIDE, SIDE)));
    for (Color colour : frames) {
      double r = colour.getRed() / 255.0;
      double g = colour.getGreen() / 255.0;
      double b = colour.getBlue() / 255.0;
      bytes.writeBytes(ascii("FRAME\n"));
      bytes.writeBytes(plane(16 + 65.481 * r + 128.553 * g + 24.966 * b));
      bytes.writeBytes(plane(128 - 37.797 * r - 74.203 * g + 112 * b));
      bytes.writeBytes(plane(128 + 112 * r - 93.786 * g - 18.214 * b));
    }
    return write(file, bytes.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] plane(double value) {
    byte[] plane = new byte[SIDE * SIDE];
    Arrays.fill(plane, (byte) Math.round(value));
    return plane;
  }

  /** Frames as images in a folder. */
  public static Path folder(Path folder, Color... frames) {
    for (int i = 0; i < frames.length; i++) {
      frame(folder.resolve("%d.png".formatted(i)), frames[i]);
    }
    return folder;
  }

  static void frame(Path file, Color colour) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(file, bytes.toByteArray());
  }

  /** A file that is no clip. */
  public static Path broken(Path file) {
    return write(file, ascii("no clip"));
  }

  private static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
