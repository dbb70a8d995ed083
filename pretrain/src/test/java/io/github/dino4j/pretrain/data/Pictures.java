package io.github.dino4j.pretrain.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small files of noise to train on. */
final class Pictures {
  private Pictures() {}

  /** A PNG with random colours. */
  static byte[] png(int width, int height, long seed) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** A folder with pictures {@code 00.png} and so on, of different sizes. */
  static Path folder(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve("%02d.png".formatted(i)), png(20 + 3 * i, 50 - i, i));
    }
    return folder;
  }

  /** What stands in the place of a picture that is broken. */
  static void spoil(Path file) throws IOException {
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3});
  }
}
