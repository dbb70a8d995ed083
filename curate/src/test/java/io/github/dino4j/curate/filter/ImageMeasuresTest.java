package io.github.dino4j.curate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.resample.Resampling;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageMeasuresTest {
  @FunctionalInterface
  private interface Colour {
    int of(int x, int y);
  }

  /**
   * @param colour {@code 0xRRGGBB} at a place
   */
  private static RgbImage image(int width, int height, Colour colour) {
    byte[] pixels = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = colour.of(x, y);
        int at = 3 * (y * width + x);
        pixels[at] = (byte) (rgb >> 16);
        pixels[at + 1] = (byte) (rgb >> 8);
        pixels[at + 2] = (byte) rgb;
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private static RgbImage noise(int width, int height) {
    SplittableRandom random = new SplittableRandom(1);
    return image(width, height, (_, _) -> random.nextInt(1 << 24));
  }

  private static ImageMeasures measures(RgbImage image) {
    return ImageMeasures.of(image);
  }

  @Test
  void measuresByHand() {
    // columns of black and white: the Laplacian is 2 * 255 of either sign
    ImageMeasures stripes = measures(image(60, 40, (x, _) -> x % 2 == 0 ? 0 : 0xffffff));
    assertThat(stripes.brightness()).isCloseTo(0.5, within(1e-9));
    assertThat(stripes.dark()).isEqualTo(0.5);
    assertThat(stripes.bright()).isEqualTo(0.5);
    assertThat(stripes.contrast()).isCloseTo(0.5, within(1e-9));
    assertThat(stripes.sharpness()).isCloseTo(510 * 510, within(1e-6));
    assertThat(stripes.colourfulness()).isCloseTo(0, within(1e-9));
    assertThat(stripes.ratio()).isEqualTo(1.5);
    // half red, half blue: red - green is 255 and 0, yellow - blue 127.5 and -255
    ImageMeasures colours = measures(image(60, 40, (x, _) -> x < 30 ? 0xff0000 : 0x0000ff));
    double spread = Math.hypot(127.5, 382.5 / 2);
    double offset = Math.hypot(127.5, -127.5 / 2);
    assertThat(colours.colourfulness()).isCloseTo(spread + 0.3 * offset, within(1e-9));
  }

  @Test
  void blurIsSeenAtAnySize() {
    RgbImage sharp = noise(400, 300);
    RgbImage blurred =
        Resampling.BICUBIC.resize(
            Resampling.BICUBIC.resize(sharp, new Size(16, 12)), new Size(400, 300));
    assertThat(measures(blurred).sharpness()).isLessThan(measures(sharp).sharpness() / 50);
    RgbImage larger = Resampling.BICUBIC.resize(blurred, new Size(1600, 1200));
    // measured at the same size, so nearly the same; the way there differs
    assertThat(measures(larger).sharpness())
        .isCloseTo(measures(blurred).sharpness(), within(0.2 * measures(blurred).sharpness()));
  }

  @Test
  void givesReasons() {
    Thresholds some = Thresholds.DEFAULT;
    assertThat(some.reasons(measures(noise(100, 100)))).isEmpty();
    assertThat(some.reasons(measures(noise(31, 100)))).containsExactly(Reason.TINY);
    assertThat(some.reasons(measures(noise(40, 300)))).containsExactly(Reason.EXTREME_SHAPE);
    assertThat(some.reasons(measures(image(50, 50, (_, _) -> 0x050505))))
        .containsExactly(Reason.DARK, Reason.FLAT);
    assertThat(some.reasons(measures(image(50, 50, (_, _) -> 0xfafafa))))
        .containsExactly(Reason.BRIGHT, Reason.FLAT);
    assertThat(some.reasons(measures(image(50, 50, (_, _) -> 0x336699))))
        .containsExactly(Reason.FLAT);
    assertThat(some.reasons(measures(image(200, 200, (x, y) -> (x / 2 + y / 2) * 0x010101))))
        .containsExactly(Reason.BLURRED);
  }

  @Test
  void onePixelIsMeasured() {
    ImageMeasures pixel = measures(image(1, 1, (_, _) -> 0xffffff));
    assertThat(pixel.sharpness()).isZero();
    assertThat(pixel.brightness()).isCloseTo(1, within(1e-9));
  }

  @Test
  void refusesThresholdsThatMeanNothing() {
    assertThatThrownBy(() -> new Thresholds(32, 0.5, 1, 1, 0, 0))
        .isInstanceOf(DinoException.class)
        .hasMessage("the ratio of filters is 0.5: use 1 or more");
  }
}
