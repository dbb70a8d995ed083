package io.github.dino4j.evaluate.depth.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.random.TorchRandom;
import org.junit.jupiter.api.Test;

class DepthAugmentationTest {
  /** Depth is the level of the photo at each pixel. */
  private static DepthImage image(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    float[] depths = new float[width * height];
    for (int i = 0; i < depths.length; i++) {
      int level = 20 + i % width + 2 * (i / width);
      depths[i] = level;
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = (byte) level;
      }
    }
    return new DepthImage(new RgbImage(width, height, pixels), new DepthMap(width, height, depths));
  }

  /** The largest distance of a photo's level from its depth, where that is known. */
  private static double distance(DepthImage image) {
    double largest = 0;
    for (int i = 0; i < image.depth().values().length; i++) {
      float depth = image.depth().values()[i];
      int level = image.photo().pixels()[3 * i] & 0xff;
      largest = Math.max(largest, depth > 0 ? Math.abs(level - depth) : 0);
    }
    return largest;
  }

  @Test
  void photoAndDepthStayTogether() {
    DepthAugmentation augmentation = DepthAugmentation.of(new Size(40, 30));
    DepthImage image = image(60, 50);
    int unchanged = 0;
    for (int seed = 0; seed < 40; seed++) {
      DepthImage crop = augmentation.apply(image, new TorchRandom(seed));
      assertThat(crop.depth().size()).isEqualTo(new Size(40, 30));
      assertThat(crop.photo().width()).isEqualTo(40);
      // a colour change multiplies levels up to 168 by at most 1.25 * 1.1 after gamma
      unchanged += distance(crop) <= 2 ? 1 : 0;
      assertThat(distance(crop)).isLessThan(110);
    }
    // half of the crops keep their colours; of 40 fewer than 8 would be four deviations away
    assertThat(unchanged).isBetween(8, 32);
  }

  @Test
  void turnsAboutTheMiddle() {
    DepthImage image = image(41, 31);
    assertThat(new DepthAugmentation.Rotation(0).apply(image).depth().values())
        .containsExactly(image.depth().values());
    DepthImage turned = new DepthAugmentation.Rotation(2.5).apply(image);
    int middle = 15 * 41 + 20;
    assertThat(turned.depth().values()[middle]).isEqualTo(image.depth().values()[middle]);
    // the nearest pixel is half a pixel off at most: 0.5 across and 1 down; corners turn in zeros
    assertThat(turned.depth().values()[0]).isZero();
    float[] inner = turned.depth().values();
    for (int y = 5; y < 26; y++) {
      for (int x = 5; x < 36; x++) {
        int level = turned.photo().pixels()[3 * (y * 41 + x)] & 0xff;
        assertThat(Math.abs(level - inner[y * 41 + x])).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void refusesImagesThatAreTooSmall() {
    assertThatThrownBy(
            () -> DepthAugmentation.of(new Size(40, 30)).apply(image(39, 50), new TorchRandom(1)))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "an image of 39 x 50 pixels is too small for crops of 40 x 30; make these smaller");
  }
}
