package io.github.dino4j.features.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRegionTest {
  /** Features that say nothing: only points look at them. */
  private static PatchFeatures plain(PatchGrid grid) {
    return new PatchFeatures(
        grid.rows(), grid.columns(), 1, new float[grid.rows() * grid.columns()]);
  }

  private static PatchGrid grid(Size photo, EvalTransform transform) {
    Size seen = transform.outputSize(photo);
    return PatchGrid.of(photo, transform, seen.height() / 14, seen.width() / 14);
  }

  @Test
  void aBoxWeighsPatchesByWhatItCovers() {
    // 40 x 20 pixels become 4 x 2 patches of 10 pixels each.
    PatchGrid grid = grid(new Size(40, 20), new EvalTransform.Whole(28, 14));
    float[] weights = ImageRegion.of(new Box(5, 0, 20, 15)).weights(grid, plain(grid));
    assertThat(weights).containsExactly(0.5f, 1, 0.5f, 0, 0.25f, 0.5f, 0.25f, 0);
  }

  /** Whatever the sizes, a box of pixels covers what the same pixels as a mask cover. */
  @Property(tries = 300)
  void aMaskOfTheSamePixelsWeighsTheSame(
      @ForAll @IntRange(min = 14, max = 90) int width,
      @ForAll @IntRange(min = 14, max = 90) int height,
      @ForAll @IntRange(min = 0, max = 89) int left,
      @ForAll @IntRange(min = 0, max = 89) int top,
      @ForAll @IntRange(min = 1, max = 90) int across,
      @ForAll @IntRange(min = 1, max = 90) int down) {
    Size photo = new Size(width, height);
    int x = Math.min(left, width - 1);
    int y = Math.min(top, height - 1);
    Box box = new Box(x, y, Math.min(across, width - x), Math.min(down, height - y));
    BitSet pixels = new BitSet();
    for (int row = box.top(); row < box.top() + box.height(); row++) {
      pixels.set(row * width + box.left(), row * width + box.left() + box.width());
    }
    PatchGrid grid = grid(photo, new EvalTransform.Whole(42, 14));
    float[] weights = ImageRegion.of(box).weights(grid, plain(grid));
    float[] masked = new ImageRegion.Mask(photo, pixels).weights(grid, plain(grid));
    Area cell = grid.cell(0, 0);
    double boxed = 0;
    double counted = 0;
    for (int patch = 0; patch < weights.length; patch++) {
      boxed += weights[patch];
      counted += masked[patch];
      // A pixel counts for the patch that its centre is in, so a border is off by up to half a one.
      double border = 0.5 * (1 / cell.width() + 1 / cell.height()) * 2;
      assertThat((double) masked[patch]).isCloseTo(weights[patch], within(border + 1e-4));
    }
    // All pixels are counted, each once.
    double area = (double) box.width() * box.height() / (cell.width() * cell.height());
    assertThat(boxed).isCloseTo(area, within(1e-3 * Math.max(1, area)));
    assertThat(counted).isCloseTo(area, within(1e-3 * Math.max(1, area)));
  }

  @Test
  void aPointIsTheThingAroundIt() {
    PatchGrid grid = grid(new Size(70, 70), new EvalTransform.Whole(98, 14)); // 7 x 7
    float[] values = new float[49 * 2];
    for (int patch = 0; patch < 49; patch++) {
      // A bar of the second kind through the middle, three patches wide, and one far from it.
      boolean bar = patch % 7 >= 2 && patch % 7 <= 4 || patch == 6;
      values[2 * patch + (bar ? 1 : 0)] = 1;
    }
    float[] weights = ImageRegion.at(35, 35).weights(grid, new PatchFeatures(7, 7, 2, values));
    for (int patch = 0; patch < 49; patch++) {
      boolean near = patch % 7 >= 2 && patch % 7 <= 4 && patch / 7 >= 1 && patch / 7 <= 5;
      assertThat(weights[patch]).as("patch %d", patch).isEqualTo(near ? 1 : 0);
    }
  }

  @Test
  void whatIsNotOnTheImageOrWasNotSeenIsOneLine() {
    PatchGrid grid = grid(new Size(640, 224), EvalTransform.standard());
    assertThatThrownBy(() -> ImageRegion.of(new Box(600, 0, 41, 10)).weights(grid, plain(grid)))
        .isInstanceOf(DinoException.class)
        .hasMessage("the region 600,0,41,10 leaves the image: it has 640 x 224 pixels");
    assertThatThrownBy(() -> ImageRegion.of(new Box(0, 0, 100, 100)).weights(grid, plain(grid)))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("the region was cropped away");
    assertThatThrownBy(() -> ImageRegion.at(640, 3).requireOn(new Size(640, 224)))
        .isInstanceOf(DinoException.class)
        .hasMessage("the point 640,3 is not on the image: it has 640 x 224 pixels");
    BitSet one = BitSet.valueOf(new long[] {1});
    assertThatThrownBy(
            () -> new ImageRegion.Mask(new Size(64, 224), one).requireOn(new Size(640, 224)))
        .isInstanceOf(DinoException.class)
        .hasMessage("the mask has 64 x 224 pixels and its image 640 x 224");
  }

  @Test
  void aMaskIsWhatIsNotBlack(@TempDir Path folder) throws IOException {
    BufferedImage drawn = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
    drawn.setRGB(3, 2, 0x000100);
    Path file = folder.resolve("mask.png");
    ImageIO.write(drawn, "png", file.toFile());
    PatchGrid grid = grid(new Size(40, 20), new EvalTransform.Whole(28, 14));
    assertThat(ImageRegion.mask(file).weights(grid, plain(grid)))
        .containsExactly(0.01f, 0, 0, 0, 0, 0, 0, 0);

    drawn.setRGB(3, 2, 0);
    ImageIO.write(drawn, "png", file.toFile());
    assertThatThrownBy(() -> ImageRegion.mask(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("mask.png is black all over");
    Files.writeString(file, "no picture");
    assertThatThrownBy(() -> ImageRegion.mask(file))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("mask.png");
  }
}
