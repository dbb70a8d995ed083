package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlidingWindowsTest {
  @Test
  void standsWhereMmsegPutsThem() {
    assertThat(SlidingWindows.of(new Size(683, 512), 512, 341))
        .containsExactly(new Box(0, 0, 512, 512), new Box(171, 0, 512, 512));
    assertThat(SlidingWindows.of(new Size(512, 512), 512, 341)).hasSize(1);
    assertThat(SlidingWindows.of(new Size(400, 900), 512, 341))
        .containsExactly(
            new Box(0, 0, 400, 512), new Box(0, 341, 400, 512), new Box(0, 388, 400, 512));
  }

  @Property(tries = 200)
  void coversEveryPixelAndStaysInside(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll @IntRange(min = 1, max = 40) int crop,
      @ForAll @IntRange(min = 1, max = 40) int stride) {
    Size image = new Size(width, height);
    List<Box> windows = SlidingWindows.of(image, crop, Math.min(stride, crop));
    boolean[] covered = new boolean[width * height];
    for (Box window : windows) {
      window.checkInside(image);
      assertThat(window.width()).isEqualTo(Math.min(crop, width));
      assertThat(window.height()).isEqualTo(Math.min(crop, height));
      for (int y = 0; y < window.height(); y++) {
        for (int x = 0; x < window.width(); x++) {
          covered[(window.top() + y) * width + window.left() + x] = true;
        }
      }
    }
    assertThat(covered).doesNotContain(false);
    assertThat(windows).doesNotHaveDuplicates();
  }
}
