package io.github.dino4j.pretrain.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** A folder of pictures of two kinds, discs and bars, each in a folder of its name. */
final class SmallPictures {
  private static final int SIDE = 64;

  private SmallPictures() {}

  static Path write(Path folder, int count) throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < count; i++) {
      Path kind = Files.createDirectories(folder.resolve(i % 2 == 0 ? "discs" : "bars"));
      ImageIO.write(picture(random, i % 2 == 0), "png", kind.resolve(i + ".png").toFile());
    }
    return folder;
  }

  private static BufferedImage picture(Random random, boolean disc) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(new Color(random.nextInt(1 << 24)));
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.setColor(new Color(random.nextInt(1 << 24)));
    int at = random.nextInt(SIDE / 2);
    if (disc) {
      pen.fillOval(at, at, SIDE / 2, SIDE / 2);
    } else {
      pen.fillRect(0, at, SIDE, SIDE / 4);
    }
    pen.dispose();
    return picture;
  }
}
