package io.github.dino4j.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.image.Pixels;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.decode.ImageDecoder;
import org.junit.jupiter.api.Test;

class JpegEncoderTest {
  /** Soft slopes of unlike colours, which hardly lose anything. */
  private static RgbImage slopes() {
    byte[] pixels = new byte[3 * 50 * 30];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) (40 + 3 * (i / 3 % 50));
      pixels[i + 1] = (byte) (200 - 2 * (i / 150));
      pixels[i + 2] = (byte) 90;
    }
    return new RgbImage(50, 30, pixels);
  }

  @Test
  void decodesToNearlyTheSamePixels() {
    RgbImage image = slopes();
    // Quality 95 and colours at half the resolution: some levels.
    Pixels.assertWithin(new ImageDecoder().decode(JpegEncoder.encode(image, 95)), image, 6);
  }

  @Test
  void lowerQualityMakesSmallerFiles() {
    RgbImage image = slopes();
    assertThat(JpegEncoder.encode(image, 10).length)
        .isLessThan(JpegEncoder.encode(image, 95).length);
  }

  @Test
  void refusesAQualityThatIsNone() {
    assertThatThrownBy(() -> JpegEncoder.encode(slopes(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
