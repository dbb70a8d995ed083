package io.github.dino4j.image.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureFileTest {
  @TempDir private Path folder;

  private static BufferedImage picture(int rgb) {
    BufferedImage picture = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(3, 2, rgb);
    return picture;
  }

  @Test
  void makesFoldersAndReplacesOldPictures() throws IOException {
    Path file = folder.resolve("new/deeper/a.png");
    PictureFile.write(picture(0x112233), file);
    PictureFile.write(picture(0xABCDEF), file);
    assertThat(ImageIO.read(file.toFile()).getRGB(3, 2) & 0xFFFFFF).isEqualTo(0xABCDEF);
    try (var files = Files.list(file.resolveSibling(""))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theEndingDecides() throws IOException {
    Path file = folder.resolve("A.JPG");
    PictureFile.write(picture(0xFFFFFF), file);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).startsWith(0xFF, 0xD8);
    assertThatThrownBy(() -> PictureFile.write(picture(0), folder.resolve("a.gif")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("as .png or .jpg")
        .hasMessageContaining("a.gif");
  }

  @Test
  void saysWhenAFolderIsInTheWay() throws IOException {
    Path file = Files.createDirectories(folder.resolve("full.png/inside"));
    assertThatThrownBy(() -> PictureFile.write(picture(0), file.resolveSibling("")))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("full.png");
  }
}
