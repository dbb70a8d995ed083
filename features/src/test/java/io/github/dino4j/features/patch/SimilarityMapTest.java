package io.github.dino4j.features.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid.Place;
import org.junit.jupiter.api.Test;

final class SimilarityMapTest {
  private final PatchFeatures image =
      new PatchFeatures(2, 2, 2, new float[] {3, 0, 0, 2, -5, 0, 1, 1});

  @Test
  void cosinesDoNotDependOnLength() {
    SimilarityMap map = SimilarityMap.of(image, new Place(0, 0));
    assertThat(map.cosine())
        .containsExactly(new float[] {1, 0, -1, (float) Math.sqrt(0.5)}, within(1e-6f));
  }

  @Test
  void anyFeatureCanBeTheQuestion() {
    SimilarityMap map = SimilarityMap.of(image, new float[] {0, 9});
    assertThat(map.cosine())
        .containsExactly(new float[] {0, 1, 0, (float) Math.sqrt(0.5)}, within(1e-6f));
    assertThatThrownBy(() -> SimilarityMap.of(image, new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPatchOfZerosIsLikeNothing() {
    PatchFeatures empty = new PatchFeatures(1, 2, 2, new float[] {0, 0, 1, 0});
    assertThat(SimilarityMap.of(empty, new Place(0, 0)).cosine()).containsOnly(0f);
  }
}
