package io.github.dino4j.image.augment;

import static io.github.dino4j.image.Pixels.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.Golden;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.random.TorchRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole training augmentation against the reference's, byte for byte. */
final class MultiCropAugmentationTest {
  private static final RgbImage PORTRAIT = Golden.picture("portrait.png");

  private static final MultiCropAugmentation SMALL =
      new MultiCropAugmentation(
          new RandomResizedCrop(56, new Range(0.32, 1)),
          new RandomResizedCrop(42, new Range(0.05, 0.32)),
          3);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalsTheReference(int seed) {
    Golden golden = Golden.image("augmentation_seeded");
    MultiCrop crops = SMALL.apply(PORTRAIT, new TorchRandom(seed));
    for (int i = 0; i < 2; i++) {
      assertSame(crops.global().get(i), golden.rgb("seed%d/global_crops/%d".formatted(seed, i)));
    }
    for (int i = 0; i < 3; i++) {
      assertSame(crops.local().get(i), golden.rgb("seed%d/local_crops/%d".formatted(seed, i)));
    }
  }

  @Test
  void thePictureIsNotWrittenTo() {
    byte[] before = PORTRAIT.pixels().clone();
    SMALL.apply(PORTRAIT, new TorchRandom(5));
    assertThat(PORTRAIT.pixels()).isEqualTo(before);
  }

  @Test
  void theStandardHasTheReferencesSizes() {
    MultiCrop crops = MultiCropAugmentation.standard().apply(PORTRAIT, new TorchRandom(1));
    assertThat(crops.global()).hasSize(2).allMatch(crop -> crop.width() == 224);
    assertThat(crops.local()).hasSize(8).allMatch(crop -> crop.height() == 98);
  }

  @Test
  void aProbabilityIsKept() {
    Augmentation half = new Solarize(0, 1).withProbability(0.5);
    RgbImage black = new RgbImage(1, 1, new byte[3]);
    RandomDraws draws = new TorchRandom(9);
    int changed = 0;
    for (int i = 0; i < 10_000; i++) {
      changed += half.apply(black, draws) == black ? 0 : 1;
    }
    assertThat(changed).isBetween(4_800, 5_200); // four standard errors
  }
}
