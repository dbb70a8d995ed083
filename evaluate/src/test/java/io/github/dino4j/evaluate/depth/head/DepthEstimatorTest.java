package io.github.dino4j.evaluate.depth.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DepthEstimatorTest {
  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(1).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  @Test
  void mapsHaveTheImagesSizeAndTheHeadsRange() {
    try (FeatureExtractor extractor = FeatureExtractor.load("demo");
        DepthHead head =
            LinearDepthHead.create(
                DepthHeadConfig.of(extractor.config().dim(), DepthRange.NYU), 4, 1)) {
      RgbImage image = noise(61, 45);
      DepthEstimator estimator = new DepthEstimator(extractor, head, 480);
      var features = estimator.features(java.util.List.of(image)).getFirst();
      assertThat(features).hasSize(4);
      assertThat(features.getFirst().patches().rows()).isEqualTo(4); // 45 padded to 56
      assertThat(features.getFirst().patches().columns()).isEqualTo(5); // 61 padded to 70

      DepthMap map = estimator.estimateMirrored(image);
      assertThat(map.size()).isEqualTo(new Size(61, 45));
      assertThat(map.max()).isBetween(0.001f, 10f);
      DepthMap turned = estimator.estimateMirrored(HorizontalFlip.flip(image)).mirrored();
      // the same two maps are added, so only the order of float32 sums in a batch of one differs
      assertThat(turned.values()).containsExactly(map.values(), within(1e-4f));

      DepthEstimator small = new DepthEstimator(extractor, head, 28);
      assertThat(small.features(java.util.List.of(image)).getFirst().getFirst().patches().rows())
          .isEqualTo(2);
      assertThat(small.estimate(image).size()).isEqualTo(new Size(61, 45));
    }
  }

  @Test
  void refusesAHeadOfAnotherBackbone() {
    try (FeatureExtractor extractor = FeatureExtractor.load("demo");
        DepthHead head = LinearDepthHead.create(DepthHeadConfig.of(7, DepthRange.NYU), 1, 1)) {
      assertThatThrownBy(() -> new DepthEstimator(extractor, head, 480))
          .isInstanceOf(DinoException.class)
          .hasMessage("the head is for 7 features a token, demo has 192");
    }
  }
}
