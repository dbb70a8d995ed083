package io.github.dino4j.features.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.picture.PatchGrid.Area;
import io.github.dino4j.features.picture.PatchGrid.Place;
import org.junit.jupiter.api.Test;

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
}
