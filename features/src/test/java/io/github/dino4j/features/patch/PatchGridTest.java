package io.github.dino4j.features.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.patch.PatchGrid.Place;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatchGridTest {
  @Test
  void aWholePhotoIsCoveredToItsLastPixel() {
    PatchGrid grid = PatchGrid.whole(640, 427, new PatchFeatures(30, 45, 1, new float[1350]));
    assertThat(grid.at(0, 0)).isEqualTo(new Place(0, 0));
    assertThat(grid.at(639, 426)).isEqualTo(new Place(29, 44));
  }

  @Test
  void everyPixelLiesInTheCellOfItsPatch() {
    PatchGrid grid = new PatchGrid(100, 60, new Area(20.3, 0, 59.7, 60), 7, 7);
    for (int y = 0; y < 60; y++) {
      for (int x = 21; x < 79; x++) {
        Place place = grid.at(x, y);
        Area cell = grid.cell(place.row(), place.column());
        assertThat(x + 0.5).isBetween(cell.left(), cell.left() + cell.width());
        assertThat(y + 0.5).isBetween(cell.top(), cell.top() + cell.height());
      }
    }
  }

  @Test
  void theCentreOfACellIsItsPatch() {
    PatchGrid grid = new PatchGrid(256, 341, new Area(0, 42.7, 256, 255.6), 16, 16);
    Area cell = grid.cell(3, 15);
    assertThat(grid.at((int) cell.centreX(), (int) cell.centreY())).isEqualTo(new Place(3, 15));
    assertThat(cell.width()).isCloseTo(16, within(1e-9));
  }

  @Test
  void saysWhatAPointOutsideCouldBe() {
    PatchGrid grid = new PatchGrid(300, 200, new Area(50, 0, 200, 200), 16, 16);
    assertThatThrownBy(() -> grid.at(300, 10))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "the point 300,10 is not on the photo:"
                + " it is 300 x 200, so X goes from 0 to 299 and Y to 199");
    assertThatThrownBy(() -> grid.at(49, 10))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "the point 49,10 was cropped away: the model saw X from 50 to 249 and Y from 0 to 199");
    assertThat(grid.at(50, 0)).isEqualTo(new Place(0, 0));
    assertThat(grid.at(249, 199)).isEqualTo(new Place(15, 15));
    assertThatThrownBy(() -> grid.at(250, 10)).isInstanceOf(DinoException.class);
  }

  /** A photo whose red is its column and green its row; the crop then tells where it came from. */
  @ParameterizedTest
  @CsvSource({"200,150", "150,200", "250,90", "64,64", "31,57", "255,254"})
  void theCentreOfAPatchIsWhereTheTransformTookItFrom(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) (i % width);
      pixels[3 * i + 1] = (byte) (i / width);
    }
    RgbImage photo = new RgbImage(width, height, pixels);
    for (EvalTransform transform :
        List.of(
            new EvalTransform.ResizeCrop(64, 56),
            new EvalTransform.ResizeCrop(48, 56),
            new EvalTransform.Native(14),
            new EvalTransform.Whole(70, 14))) {
      RgbImage input = transform.apply(photo);
      int rows = input.height() / 14;
      int columns = input.width() / 14;
      PatchGrid grid = PatchGrid.of(Size.of(photo), transform, rows, columns);
      for (int patch = 0; patch < rows * columns; patch++) {
        Area cell = grid.cell(patch / columns, patch % columns);
        if (isInside(cell, photo)) {
          // Four pixels meet at the centre of 14 x 14; they encode pixel indices, not centres.
          double x = meanAtCentre(input, patch % columns, patch / columns, 0) + 0.5;
          double y = meanAtCentre(input, patch % columns, patch / columns, 1) + 0.5;
          assertThat(cell.centreX()).isCloseTo(x, within(0.5 + 1.0 / 14 * cell.width()));
          assertThat(cell.centreY()).isCloseTo(y, within(0.5 + 1.0 / 14 * cell.height()));
        }
      }
    }
  }

  private static boolean isInside(Area cell, RgbImage photo) {
    return cell.left() > 2
        && cell.top() > 2
        && cell.left() + cell.width() < photo.width() - 2
        && cell.top() + cell.height() < photo.height() - 2;
  }

  private static double meanAtCentre(RgbImage image, int column, int row, int channel) {
    double sum = 0;
    for (int y = 14 * row + 6; y <= 14 * row + 7; y++) {
      for (int x = 14 * column + 6; x <= 14 * column + 7; x++) {
        sum += image.pixels()[(y * image.width() + x) * 3 + channel] & 255;
      }
    }
    return sum / 4;
  }
}
