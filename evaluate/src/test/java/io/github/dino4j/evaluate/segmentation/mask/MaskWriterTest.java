package io.github.dino4j.evaluate.segmentation.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskWriterTest {
  private static LabelMap mask(int width, int height, int classes) {
    short[] labels = new short[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (short) (i % (classes + 1) - 1);
    }
    return new LabelMap(width, height, labels);
  }

  @Test
  void comesBackAsItWasWritten(@TempDir Path folder) {
    for (int classes : new int[] {2, 21, 255, 256, 1000}) {
      LabelMap mask = mask(37, 41, classes);
      Path file = folder.resolve(classes + ".png");
      MaskWriter.write(mask, ClassPalette.of(classes), file);
      MaskFormat format = MaskFormat.ofClasses(classes);
      assertThat(new MaskReader(format).read(file, mask.size()).labels()).isEqualTo(mask.labels());
    }
  }

  @Test
  void showsThePalettesColours() {
    LabelMap mask = mask(4, 1, 3);
    ClassPalette palette = ClassPalette.of(3);
    RgbImage shown = new ImageDecoder().decode(MaskWriter.encode(mask, palette));
    for (int x = 0; x < 4; x++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = (rgb << 8) | (shown.pixels()[3 * x + c] & 255);
      }
      assertThat(rgb).isEqualTo(x == 0 ? 0 : palette.colours().get(x - 1));
    }
  }

  @Test
  void coloursOfAnyNumberOfClassesDiffer() {
    for (int classes : new int[] {1, 21, 150, 1000}) {
      assertThat(new HashSet<>(ClassPalette.of(classes).colours())).hasSize(classes);
    }
  }

  @Test
  void readsPaletteFiles(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("palette.txt");
    Files.write(
        file, List.of("# CamVid", "128 128 128 Sky", "128,0,0,Building site", "", "0\t0\t255"));
    ClassPalette palette = ClassPalette.read(file);
    assertThat(palette.colours()).containsExactly(0x808080, 0x800000, 0x0000ff);
    assertThat(palette.names()).containsExactly("Sky", "Building site", "");
    Files.write(file, List.of("1 2 3", "1 2 300"));
    assertThatThrownBy(() -> ClassPalette.read(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("palette.txt: line 2, \"1 2 300\", is no new colour");
    Files.write(file, List.of("1 2 3", "1 2 3"));
    assertThatThrownBy(() -> ClassPalette.read(file)).hasMessageContaining("line 2");
  }

  @Test
  void findsMasksByFolderAndByColumn(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("street"));
    Files.createFile(folder.resolve("street/a.1.png"));
    ImageRecord image = image("street/a.1.jpg", Annotation.NONE);
    assertThat(new MaskLocator.Folder(folder).of(image))
        .isEqualTo(folder.resolve("street/a.1.png"));
    assertThatThrownBy(() -> new MaskLocator.Folder(folder).of(image("b.jpg", Annotation.NONE)))
        .isInstanceOf(DinoException.class)
        .hasMessage("photos/b.jpg: has no mask, " + folder.resolve("b.png") + " is missing");
    SequencedMap<String, String> row = new LinkedHashMap<>();
    row.put("mask", "masks/a.png");
    MaskLocator column = new MaskLocator.Column(folder);
    assertThat(column.of(image("a.jpg", Annotation.ofColumns(row))))
        .isEqualTo(folder.resolve("masks/a.png"));
    assertThatThrownBy(() -> column.of(image("a.jpg", Annotation.NONE)))
        .hasMessage("photos/a.jpg: nothing in the manifest's column mask");
  }

  private static ImageRecord image(String id, Annotation annotation) {
    return new ImageRecord(id, "photos/" + id, annotation, ImageBytes.missing("not read"));
  }

  @Test
  void drawsColoursOverThePhotoAndLeavesIgnoredPixels() {
    RgbImage photo = new RgbImage(3, 3, new byte[27]);
    LabelMap mask = LabelMap.ignored(new Size(3, 3));
    mask.labels()[0] = 1;
    ClassPalette palette = ClassPalette.of(2);
    BufferedImage drawn = MaskDrawing.overlay(photo, mask, palette);
    assertThat(drawn.getRGB(0, 0) & 0xffffff).isEqualTo(palette.colours().get(1));
    assertThat(drawn.getRGB(2, 2) & 0xffffff).isZero();
  }

  @Test
  void cropsFlipsAndResizes() {
    LabelMap map = new LabelMap(3, 2, new short[] {0, 1, 2, 3, 4, 5});
    assertThat(map.cropped(new Box(1, 0, 2, 2)).labels()).containsExactly(1, 2, 4, 5);
    assertThat(map.flipped().labels()).containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(map.resized(new Size(6, 2)).labels())
        .containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
    assertThat(map.padded(new Size(4, 3)).labels())
        .containsExactly(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1);
    assertThat(map.largest()).isEqualTo(5);
  }
}
