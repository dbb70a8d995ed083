package io.github.dino4j.features.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.patch.PatchMatch;
import io.github.dino4j.features.patch.PcaPicture;
import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.features.picture.HeatDrawing.Heat;
import io.github.dino4j.features.picture.HeatDrawing.Range;
import io.github.dino4j.features.picture.PictureStyle.Background;
import io.github.dino4j.features.picture.PictureStyle.Upsampling;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DrawingTest {
  private static final PictureStyle STYLE = PictureStyle.byDefault().withSide(120);

  /** A white photo of 60 x 40 whose middle 40 x 40 the model saw as 4 x 4 patches. */
  private static View cropped() {
    byte[] white = new byte[60 * 40 * 3];
    Arrays.fill(white, (byte) 255);
    return new View(
        new RgbImage(60, 40, white), new PatchGrid(60, 40, new Area(10, 0, 40, 40), 4, 4));
  }

  private static PcaPicture onePatch(int row, int column) {
    float[] rgb = new float[48];
    boolean[] foreground = new boolean[16];
    foreground[4 * row + column] = true;
    rgb[3 * (4 * row + column)] = 1;
    return new PcaPicture(4, 4, rgb, foreground);
  }

  private static int red(int rgb) {
    return rgb >> 16 & 255;
  }

  @ParameterizedTest
  @EnumSource(Upsampling.class)
  void aPatchIsDrawnWhereItLiesOnThePhoto(Upsampling upsampling) {
    BufferedImage drawn = PcaDrawing.draw(cropped(), onePatch(1, 2), STYLE.with(upsampling));
    assertThat(drawn.getWidth()).isEqualTo(120);
    assertThat(drawn.getHeight()).isEqualTo(80);
    // Patch (1, 2) covers photo pixels 30 to 40 and 10 to 20: drawn at twice that.
    assertThat(red(drawn.getRGB(70, 30))).isGreaterThan(240);
    for (Point outside : List.of(new Point(50, 30), new Point(90, 30), new Point(5, 5))) {
      assertThat(drawn.getRGB(outside.x, outside.y) & 0xFFFFFF).isZero();
    }
  }

  @Test
  void nearestPatchesHaveSharpEdges() {
    BufferedImage drawn =
        PcaDrawing.draw(cropped(), onePatch(1, 2), STYLE.with(Upsampling.NEAREST));
    int coloured = 0;
    for (int pixel : Photos.pixels(drawn)) {
      coloured += (pixel & 0xFFFFFF) != 0 ? 1 : 0;
    }
    assertThat(coloured).isEqualTo(20 * 20);
    assertThat(red(drawn.getRGB(60, 20))).isEqualTo(255);
    assertThat(drawn.getRGB(59, 20) & 0xFFFFFF).isZero();
  }

  @Test
  void theBackgroundMayBeTheDimmedPhoto() {
    BufferedImage drawn =
        PcaDrawing.draw(cropped(), onePatch(0, 0), STYLE.with(Background.DIMMED_PHOTO));
    assertThat(red(drawn.getRGB(110, 70))).isBetween(60, 100);
  }

  @Test
  void foregroundIsNeverAsDarkAsTheBackground() {
    boolean[] all = new boolean[16];
    Arrays.fill(all, true);
    PcaPicture dark = new PcaPicture(4, 4, new float[48], all);
    assertThat(red(PcaDrawing.draw(cropped(), dark, STYLE).getRGB(60, 40))).isGreaterThan(20);
  }

  @Test
  void smoothPlanesPassThroughTheValuesAtPatchCentres() {
    float[] values = Synthetic.normal(16, 4);
    View view = cropped();
    BufferedImage canvas = Photos.scaled(view.photo(), 600);
    float[] plane = new GridSampler(view.grid(), canvas, Upsampling.SMOOTH).plane(values, 1, 0);
    for (int patch = 0; patch < 16; patch++) {
      int x = 100 + patch % 4 * 100 + 50;
      int y = patch / 4 * 100 + 50;
      assertThat(plane[y * 600 + x]).isCloseTo(values[patch], within(0.05f));
    }
    assertThat(plane[99]).isNaN();
    assertThat(plane[100]).isNotNaN();
    assertThatThrownBy(() ->
            new GridSampler(view.grid(), canvas, Upsampling.SMOOTH).plane(new float[15], 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void heatRisesInLightnessAndIsDarkWhereNothingWasSeen() {
    for (int i = 1; i < 256; i++) {
      assertThat(Photos.luminance(HeatColours.rgb(i / 255.0)))
          .isGreaterThan(Photos.luminance(HeatColours.rgb((i - 1) / 255.0)) - 1);
    }
    assertThat(Photos.luminance(HeatColours.rgb(0))).isLessThan(20);
    assertThat(Photos.luminance(HeatColours.rgb(1))).isGreaterThan(220);
    float[] map = new float[16];
    map[5] = 1;
    BufferedImage drawn = HeatDrawing.draw(cropped(), new Heat(map, new Range(0, 1)), STYLE);
    double hot = Photos.luminance(drawn.getRGB(50, 30));
    assertThat(hot).isGreaterThan(180);
    assertThat(Photos.luminance(drawn.getRGB(90, 70))).isLessThan(hot - 60);
    assertThat(Photos.luminance(drawn.getRGB(5, 30)))
        .isCloseTo(Photos.luminance(drawn.getRGB(5, 70)), within(1.0));
  }

  @Test
  void keptPatchesStayBright() {
    boolean[] mask = new boolean[16];
    mask[0] = true;
    BufferedImage drawn = AttentionDrawing.mass(cropped(), mask, STYLE.with(Upsampling.NEAREST));
    assertThat(red(drawn.getRGB(25, 5))).isEqualTo(255);
    assertThat(red(drawn.getRGB(45, 5))).isLessThan(80);
    assertThat(red(drawn.getRGB(5, 5))).isLessThan(80);
  }

  @Test
  void aSheetHoldsThePhotoTheMeanAndEveryHead() {
    AttentionMaps maps = new AttentionMaps(6, 4, 4, new float[96]);
    BufferedImage sheet = AttentionDrawing.heatSheet(cropped(), maps, STYLE);
    // Eight tiles in two rows of four, with a gap of 8 pixels and a strip for the label.
    assertThat(sheet.getWidth()).isEqualTo(4 * 120 + 3 * 8);
    assertThat(sheet.getHeight()).isGreaterThan(2 * 80 + 8).isLessThan(2 * 110);
  }

  @Test
  void linesStartAndEndAtPatchCentres() {
    View view = cropped();
    BufferedImage drawn =
        MatchDrawing.draw(view, view, List.of(new PatchMatch(0, 0, 3, 3, 1)), STYLE);
    assertThat(drawn.getWidth()).isEqualTo(248);
    int colour = LineColours.of(0).getRGB() & 0xFFFFFF;
    assertThat(drawn.getRGB(30, 10) & 0xFFFFFF).isEqualTo(colour);
    assertThat(drawn.getRGB(128 + 90, 70) & 0xFFFFFF).isEqualTo(colour);
    assertThat(drawn.getRGB(10, 70) & 0xFFFFFF).isEqualTo(0xFFFFFF);
  }

  @Test
  void theChosenSpotIsRingedInBothPictures() {
    View view = cropped();
    PatchFeatures features = new PatchFeatures(4, 4, 8, Synthetic.normal(128, 1));
    Point at = new Point(30, 20);
    PatchGrid.Place place = view.grid().at(at.x, at.y);
    SimilarityMap map = SimilarityMap.of(features, place);
    BufferedImage drawn = SimilarityDrawing.beside(view, map, at, STYLE);
    assertThat(drawn.getWidth()).isEqualTo(248);
    BufferedImage plain = Photos.scaled(view.photo(), 120);
    assertThat(drawn.getRGB(61 + 4, 41)).isNotEqualTo(drawn.getRGB(61 + 20, 41));
    assertThat(drawn.getRGB(61 + 20, 41)).isEqualTo(plain.getRGB(81, 41));
  }

  @Test
  void largePhotosAreAveragedNotSkipped() {
    byte[] stripes = new byte[1000 * 500 * 3];
    for (int i = 0; i < 1000 * 500; i++) {
      Arrays.fill(stripes, 3 * i, 3 * i + 3, (byte) (i % 2 == 0 ? 255 : 0));
    }
    BufferedImage small = Photos.scaled(new RgbImage(1000, 500, stripes), 100);
    assertThat(small.getHeight()).isEqualTo(50);
    for (int pixel : Photos.pixels(small)) {
      assertThat(red(pixel)).isBetween(100, 155);
    }
  }

  @Test
  void labelsNeedNoFonts() throws IOException {
    BufferedImage plain = new BufferedImage(200, 20, BufferedImage.TYPE_INT_RGB);
    BufferedImage labelled = Panels.labelled(plain, "HEAD 12");
    assertThat(Photos.pixels(labelled)).contains(0xE8E6E1);
    assertThat(Photos.pixels(Panels.labelled(plain, "~~"))).doesNotContain(0xE8E6E1);
    linesStartAndEndAtPatchCentres();
    Path maps = Path.of("/proc/self/maps");
    Assumptions.assumeTrue(Files.exists(maps), "skipped: no list of loaded libraries here");
    assertThat(Files.readString(maps)).doesNotContain("fontmanager").doesNotContain("freetype");
  }
}
