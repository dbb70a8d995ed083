package io.github.dino4j.image.resample;

import static io.github.dino4j.image.Pixels.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Golden;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResamplingTest {
  private static final RgbImage PORTRAIT = Golden.picture("portrait.png");

  @ParameterizedTest
  @CsvSource({"98, 56", "77, 101"})
  void equalsPillowAtOddSizes(int width, int height) {
    RgbImage resized = Resampling.BICUBIC.resize(PORTRAIT, new Size(width, height));
    assertSame(
        resized,
        Golden.image("evaluation").rgb("portrait/resize_to_%dx%d".formatted(height, width)));
  }

  @ParameterizedTest
  @CsvSource({
    "global, 10, 31, 157, 141, 98",
    "local, 77, 5, 60, 83, 42",
    "upscaled, 3, 2, 40, 33, 98",
    "whole, 0, 0, 267, 201, 98"
  })
  void resizedCropsEqualTorchvision(
      String name, int top, int left, int height, int width, int size) {
    Box box = new Box(left, top, width, height);
    RgbImage crop = Resampling.BICUBIC.resize(PORTRAIT, box, new Size(size, size));
    assertSame(crop, Golden.image("augmentation_steps").rgb("crop/" + name));
  }

  @Test
  void theOwnSizeIsTheSameImage() {
    assertThat(Resampling.BICUBIC.resize(PORTRAIT, Size.of(PORTRAIT))).isSameAs(PORTRAIT);
  }

  @Test
  void aBoxMustLieInside() {
    Box box = new Box(0, 1, PORTRAIT.width(), PORTRAIT.height());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resampling.BICUBIC.resize(PORTRAIT, box, new Size(1, 1)));
  }
}
