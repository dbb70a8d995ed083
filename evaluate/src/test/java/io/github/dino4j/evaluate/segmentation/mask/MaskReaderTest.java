package io.github.dino4j.evaluate.segmentation.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskReaderTest {
  private static final MaskFormat FOUR = MaskFormat.ofClasses(4);

  private static byte[] picture(int type, int... samples) {
    BufferedImage picture = new BufferedImage(samples.length, 1, type);
    picture.getRaster().setPixels(0, 0, samples.length, 1, samples);
    return PictureFile.encode(picture, "png");
  }

  private static short[] labels(MaskFormat format, byte[] png) {
    return new MaskReader(format).decode(png).labels();
  }

  @Test
  void takesGrayLevelsAsNumbers() {
    byte[] png = picture(BufferedImage.TYPE_BYTE_GRAY, 0, 3, 255, 1);
    assertThat(labels(FOUR, png)).containsExactly(0, 3, LabelMap.IGNORED, 1);
  }

  @Test
  void takesSixteenBits() {
    byte[] png = picture(BufferedImage.TYPE_USHORT_GRAY, 0, 846, 65535, 255);
    assertThat(labels(MaskFormat.ofClasses(847), png))
        .containsExactly(0, 846, LabelMap.IGNORED, 255);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void takesPlacesInAPaletteWhateverTheirColours(int bits) {
    int[] rgb = new int[1 << bits];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0xffffff / rgb.length * (rgb.length - i);
    }
    IndexColorModel colours =
        new IndexColorModel(bits, rgb.length, rgb, 0, false, -1, DataBuffer.TYPE_BYTE);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage picture = new BufferedImage(3, 1, type, colours);
    picture.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, bits == 1 ? 1 : 3});
    short[] labels = labels(FOUR, PictureFile.encode(picture, "png"));
    assertThat(labels).containsExactly(1, 0, bits == 1 ? 1 : 3);
  }

  /** Gray of 2 bits, 4 x 1 pixels with the levels 0, 1, 2, 3, as Pillow cannot write it either. */
  @Test
  void takesGrayLevelsOfFewBitsUnscaled() {
    byte[] png =
        Base64.getDecoder()
            .decode(
                "iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgAAAACW50iwAAAACklEQVR4nGOQBgAAHQAcjvT1IQAAAABJRU5ErkJggg==");
    assertThat(labels(FOUR, png)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void takesColoursByThePalette() {
    ClassPalette palette =
        new ClassPalette(List.of(0x000000, 0x804020, 0x0000ff), List.of("", "", ""));
    byte[] png = picture3(0x0000ff, 0x000000, 0x804020);
    assertThat(labels(MaskFormat.ofClasses(3).with(palette), png)).containsExactly(2, 0, 1);
    assertThatThrownBy(() -> labels(FOUR.with(palette), picture3(0x0000ff, 0x010203)))
        .isInstanceOf(DinoException.class)
        .hasMessage("colour 1, 2, 3 at 1, 0 is not in the palette");
    assertThatThrownBy(() -> labels(FOUR, png))
        .hasMessage("the mask is in RGB; give the palette that says which colour is what");
  }

  private static byte[] picture3(int... rgb) {
    BufferedImage picture = new BufferedImage(rgb.length, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, rgb.length, 1, rgb, 0, rgb.length);
    return PictureFile.encode(picture, "png");
  }

  @Test
  void reducesTheZeroLabelOfAde() {
    byte[] png = picture(BufferedImage.TYPE_BYTE_GRAY, 0, 1, 4, 255);
    assertThat(labels(FOUR.reducingZeroLabel(), png))
        .containsExactly(LabelMap.IGNORED, 0, 3, LabelMap.IGNORED);
  }

  @Test
  void refusesNumbersThatAreNoClass() {
    byte[] png = picture(BufferedImage.TYPE_BYTE_GRAY, 0, 4);
    assertThatThrownBy(() -> labels(FOUR, png))
        .isInstanceOf(DinoException.class)
        .hasMessage("label 4 at 1, 0 is none of 4 classes");
  }

  @Test
  void refusesAnotherSizeAndOtherFormats(@TempDir Path folder) throws IOException {
    MaskReader reader = new MaskReader(FOUR);
    Path mask = folder.resolve("a.png");
    Files.write(mask, picture(BufferedImage.TYPE_BYTE_GRAY, 0, 1));
    assertThat(reader.read(mask, new Size(2, 1)).labels()).containsExactly(0, 1);
    assertThatThrownBy(() -> reader.read(mask, new Size(4, 2)))
        .isInstanceOf(DinoException.class)
        .hasMessage(mask + ": the mask has 2 x 1 pixels and its image 4 x 2");
    Path lossy = folder.resolve("a.jpg");
    Files.write(
        lossy, PictureFile.encode(new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY), "jpeg"));
    assertThatThrownBy(() -> reader.read(lossy, new Size(2, 1)))
        .hasMessageEndingWith("masks are PNG files, which keep class numbers as they are");
    Path cut = folder.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(mask), 40));
    assertThatThrownBy(() -> reader.read(cut, new Size(2, 1)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("a damaged PNG");
  }
}
