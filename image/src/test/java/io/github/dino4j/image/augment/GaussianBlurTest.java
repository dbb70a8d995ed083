package io.github.dino4j.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dino4j.image.RgbImage;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the sum written out in double. */
final class GaussianBlurTest {
  @Property(tries = 60)
  void equalsTheSumInDouble(
      @ForAll @IntRange(min = 5, max = 40) int width,
      @ForAll @IntRange(min = 5, max = 40) int height,
      @ForAll @DoubleRange(min = 0.1, max = 2) double sigma) {
    byte[] pixels = new byte[width * height * 3];
    new Random(width * 41L + height).nextBytes(pixels);
    RgbImage image = new RgbImage(width, height, pixels);
    byte[] blurred = GaussianBlur.blur(image, sigma).pixels();
    for (int i = 0; i < pixels.length; i++) {
      double expected = naive(image, i, sigma);
      assertThat(Math.abs((blurred[i] & 0xff) - expected)).isLessThan(0.5001);
    }
  }

  private static double naive(RgbImage image, int at, double sigma) {
    int x = at / 3 % image.width();
    int y = at / 3 / image.width();
    double sum = 0;
    double weights = 0;
    for (int dy = -4; dy <= 4; dy++) {
      for (int dx = -4; dx <= 4; dx++) {
        double weight = Math.exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
        int row = mirror(y + dy, image.height());
        int column = mirror(x + dx, image.width());
        sum += weight * (image.pixels()[(row * image.width() + column) * 3 + at % 3] & 0xff);
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static int mirror(int place, int length) {
    if (place < 0) {
      return -place;
    }
    return place < length ? place : 2 * (length - 1) - place;
  }

  @Test
  void aPictureWithNothingToMirrorIsRefused() {
    RgbImage image = new RgbImage(4, 9, new byte[4 * 9 * 3]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GaussianBlur.blur(image, 1))
        .withMessageContaining("4 x 9");
  }
}
