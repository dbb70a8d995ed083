package io.github.dino4j.features.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.Foreground.Extent;
import io.github.dino4j.features.patch.Foreground.Side;
import io.github.dino4j.features.picture.Golden;
import io.github.dino4j.features.picture.Synthetic;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PcaPictureTest {
  @ParameterizedTest
  @ValueSource(floats = {1, -1})
  void theObjectInTheMiddleIsForegroundWhicheverWayTheComponentPoints(float sign) {
    List<PatchFeatures> images =
        List.of(
            Synthetic.objectOnGround(16, 24, sign, 10), Synthetic.objectOnGround(12, 24, sign, 11));
    List<boolean[]> masks = Foreground.byDefault().of(images);
    for (int image = 0; image < 2; image++) {
      int side = images.get(image).rows();
      boolean[] mask = masks.get(image);
      for (int patch = 0; patch < mask.length; patch++) {
        assertThat(mask[patch]).isEqualTo(Synthetic.inObject(side, patch));
      }
    }
  }

  @Test
  void imagesWithNothingInCommonNeedAPcaOfTheirOwn() {
    PatchFeatures first = Synthetic.objectOnGround(16, 24, 1, 10);
    PatchFeatures second = Synthetic.objectOnGround(16, 24, -1, 11);
    float[] offset = Synthetic.normal(24, 99);
    for (int i = 0; i < second.values().length; i++) {
      second.values()[i] += 10 * offset[i % 24];
    }
    List<PatchFeatures> images = List.of(first, second);
    for (boolean[] mask : Foreground.ofEach().of(images)) {
      for (int patch = 0; patch < mask.length; patch++) {
        assertThat(mask[patch]).isEqualTo(Synthetic.inObject(16, patch));
      }
    }
    boolean[] together = Foreground.byDefault().of(images).getFirst();
    for (int patch = 1; patch < together.length; patch++) {
      assertThat(together[patch]).isEqualTo(together[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void turningAllFeaturesRoundTurnsNoMask(long seed) {
    PatchFeatures image = new PatchFeatures(9, 13, 10, Synthetic.normal(9 * 13 * 10, seed));
    float[] opposite = image.values().clone();
    for (int i = 0; i < opposite.length; i++) {
      opposite[i] = -opposite[i];
    }
    PatchFeatures turned = new PatchFeatures(9, 13, 10, opposite);
    assertThat(Foreground.byDefault().of(List.of(turned)).getFirst())
        .isEqualTo(Foreground.byDefault().of(List.of(image)).getFirst());
  }

  @Test
  void theSideCanBeChosenByHand() {
    List<PatchFeatures> images = List.of(Synthetic.objectOnGround(16, 24, 1, 10));
    boolean[] positive = new Foreground(Side.POSITIVE, 0, Extent.ALL_IMAGES).of(images).getFirst();
    boolean[] negative = new Foreground(Side.NEGATIVE, 0, Extent.ALL_IMAGES).of(images).getFirst();
    for (int patch = 0; patch < positive.length; patch++) {
      assertThat(positive[patch]).isNotEqualTo(negative[patch]);
    }
  }

  @Test
  void aHigherThresholdKeepsFewer() {
    List<PatchFeatures> images = List.of(new PatchFeatures(20, 20, 8, Synthetic.normal(3200, 4)));
    boolean[] loose = new Foreground(Side.POSITIVE, 0, Extent.ALL_IMAGES).of(images).getFirst();
    boolean[] strict = new Foreground(Side.POSITIVE, 1, Extent.ALL_IMAGES).of(images).getFirst();
    int kept = 0;
    for (int patch = 0; patch < loose.length; patch++) {
      assertThat(strict[patch] && !loose[patch]).isFalse();
      kept += strict[patch] ? 1 : 0;
    }
    // One standard deviation of a near-normal score: 16 % of 400.
    assertThat(kept).isBetween(40, 90);
  }

  @Test
  void coloursAreTheFixturesProjectionStretched() throws IOException {
    Golden golden = Golden.open("/golden/eval/pca.safetensors");
    PatchFeatures image = new PatchFeatures(12, 10, 10, golden.tensor("patches"));
    PcaPicture picture =
        PcaPicture.of(List.of(image), new PcaOptions(Foreground.all(), 0)).getFirst();
    assertThat(picture.rgb())
        .containsExactly(golden.tensor("projected_scaled_to_unit_range"), within(1e-4f));
  }

  @Test
  void backgroundIsBlackAndLikeFeaturesHaveLikeColoursAcrossImages() {
    PatchFeatures first = Synthetic.objectOnGround(16, 24, 1, 10);
    PatchFeatures second = new PatchFeatures(16, 16, 24, first.values().clone());
    List<PcaPicture> pictures = PcaPicture.of(List.of(first, second), PcaOptions.byDefault());
    assertThat(pictures.get(1).rgb()).containsExactly(pictures.get(0).rgb());
    float coloured = 0;
    for (int i = 0; i < 256 * 3; i++) {
      if (!pictures.getFirst().foreground()[i / 3]) {
        assertThat(pictures.getFirst().rgb()[i]).isZero();
      }
      assertThat(pictures.getFirst().rgb()[i]).isBetween(0f, 1f);
      coloured += pictures.getFirst().rgb()[i];
    }
    assertThat(coloured).isGreaterThan(64);
  }

  @Test
  void withNothingToSeparateEveryPatchIsColoured() {
    PatchFeatures flat = new PatchFeatures(2, 2, 3, Synthetic.normal(12, 2));
    PcaPicture picture = PcaPicture.of(List.of(flat), PcaOptions.byDefault()).getFirst();
    assertThat(picture.foreground()).containsOnly(true);
  }

  @Test
  void oneModelForAllImages() {
    PatchFeatures a = new PatchFeatures(2, 2, 3, new float[12]);
    PatchFeatures b = new PatchFeatures(2, 2, 4, new float[16]);
    assertThatThrownBy(() -> PcaPicture.of(List.of(a, b), PcaOptions.byDefault()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("3 and of 4 dimensions");
    assertThatThrownBy(() -> PcaPicture.of(List.of(), PcaOptions.byDefault()))
        .isInstanceOf(DinoException.class);
  }
}
