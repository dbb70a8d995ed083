package io.github.dino4j.image.augment;

import static io.github.dino4j.image.Pixels.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dino4j.image.Golden;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.TorchRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single steps against Pillow and torchvision, byte for byte. */
final class AdjustmentTest {
  private static final Golden STEPS = Golden.image("augmentation_steps");
  private static final RgbImage CROP = STEPS.rgb("crop/global");
  private static final RgbImage RAMP = STEPS.rgb("ramp");

  @ParameterizedTest
  @CsvSource({
    "BRIGHTNESS, 0.6",
    "BRIGHTNESS, 1.4",
    "CONTRAST, 0.6",
    "CONTRAST, 1.4",
    "SATURATION, 0.8",
    "SATURATION, 1.2",
    "HUE, -0.1",
    "HUE, -0.03",
    "HUE, 0.07",
    "HUE, 0.1"
  })
  void equalsTorchvision(Adjustment adjustment, double factor) {
    String key = adjustment.name().toLowerCase(Locale.ROOT) + "/" + factor;
    assertSame(adjustment.apply(CROP, factor), STEPS.rgb(key));
  }

  @Test
  void aChainEqualsTorchvision() {
    RgbImage image = Adjustment.CONTRAST.apply(CROP, 1.3);
    image = Adjustment.HUE.apply(image, 0.05);
    image = Adjustment.BRIGHTNESS.apply(image, 0.7);
    image = Adjustment.SATURATION.apply(image, 1.15);
    assertSame(image, STEPS.rgb("chain/contrast_1.3_hue_0.05_brightness_0.7_saturation_1.15"));
  }

  @Test
  void saturatedColoursEqualTorchvision() {
    assertSame(Adjustment.HUE.apply(RAMP, 0.1), STEPS.rgb("ramp/hue_0.1"));
    assertSame(Adjustment.SATURATION.apply(RAMP, 1.2), STEPS.rgb("ramp/saturation_1.2"));
  }

  @Test
  void hsvEqualsPillow() {
    byte[] rgb = RAMP.pixels();
    byte[] hsv = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 0xff;
      int green = rgb[i + 1] & 0xff;
      int blue = rgb[i + 2] & 0xff;
      hsv[i] = (byte) Hsv.hue(red, green, blue);
      hsv[i + 1] = (byte) Hsv.saturation(red, green, blue);
      hsv[i + 2] = (byte) Hsv.value(red, green, blue);
    }
    assertThat(hsv).isEqualTo(STEPS.rgb("ramp/hsv").pixels());
  }

  @Test
  void grayEqualsPillow() {
    assertSame(Luma.gray(CROP), STEPS.rgb("grayscale"));
    byte[] gray = Luma.gray(RAMP).pixels();
    byte[] expected = STEPS.bytes("ramp/gray");
    for (int i = 0; i < expected.length; i++) {
      assertThat(gray[3 * i]).isEqualTo(expected[i]);
    }
  }

  @Test
  void aFlipEqualsPillow() {
    assertSame(HorizontalFlip.flip(CROP), STEPS.rgb("hflip"));
  }

  @Test
  void solarizingEqualsPillow() {
    assertSame(new Solarize(128, 1).apply(CROP, new TorchRandom(0)), STEPS.rgb("solarize/128"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1.0, 2.0})
  void aBlurEqualsTorchvision(double sigma) {
    assertSame(GaussianBlur.blur(CROP, sigma), STEPS.rgb("blur_kernel9/" + sigma));
  }

  @ParameterizedTest
  @EnumSource(
      value = Adjustment.class,
      names = {"BRIGHTNESS", "CONTRAST", "SATURATION"})
  void factorOneChangesNothing(Adjustment adjustment) {
    assertSame(adjustment.apply(CROP, 1), CROP);
  }

  @Test
  void hueIsAnAngle() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Adjustment.HUE.apply(CROP, 0.51))
        .withMessageContaining("-0.5 to 0.5");
  }
}
