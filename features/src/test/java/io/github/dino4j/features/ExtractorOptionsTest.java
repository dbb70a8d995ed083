package io.github.dino4j.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtractorOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "14, 518, 256, 224",
    "16, 224, 256, 224",
    "14, 112, 128, 112",
    "12, 48, 55, 48",
    "12, 240, 274, 240"
  })
  void photosAreShownAsTheReferenceDoesToModelsOfThatSize(
      int patch, int imageSize, int resize, int crop) {
    assertThat(ExtractorOptions.standard(model(patch, imageSize)).transform())
        .isEqualTo(new EvalTransform.ResizeCrop(resize, crop));
  }

  @ParameterizedTest
  @CsvSource({"14, 518, 448", "14, 112, 224", "12, 48, 96"})
  void picturesShowWholePhotosAtTwiceThatSize(int patch, int imageSize, int shortSide) {
    assertThat(ExtractorOptions.wholeTransform(model(patch, imageSize)))
        .isEqualTo(new EvalTransform.Whole(shortSide, patch));
  }

  private static VisionTransformerConfig model(int patch, int imageSize) {
    VisionTransformerConfig small = VisionTransformerConfig.small();
    return new VisionTransformerConfig(
        imageSize,
        patch,
        small.channels(),
        small.dim(),
        small.depth(),
        small.heads(),
        small.feedForward(),
        small.registers(),
        small.biases(),
        small.layerScale(),
        small.positions());
  }
}
