package io.github.dino4j.features.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.patch.AttentionMass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttentionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void takesTheClsRowPastTheRegisters(int registers) {
    int tokens = 1 + registers + 6;
    float[] weights = new float[2 * tokens * tokens];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i;
    }
    AttentionMaps maps = AttentionMaps.ofTokens(weights, 2, 2, 3);
    assertThat(maps.head(0)[0]).isEqualTo(1f + registers);
    assertThat(maps.head(1)[5]).isEqualTo((float) tokens * tokens + tokens - 1);
    assertThat(maps.mean()[0]).isCloseTo((maps.head(0)[0] + maps.head(1)[0]) / 2, within(1e-4f));
  }

  @Test
  void refusesWeightsWithoutACls() {
    assertThatThrownBy(() -> AttentionMaps.ofTokens(new float[36], 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheStrongestPatchesThatHoldTheShare() {
    float[] map = {0.05f, 0.4f, 0.1f, 0.3f, 0.15f};
    assertThat(AttentionMass.mask(map, 0.6)).containsExactly(false, true, false, true, false);
    assertThat(AttentionMass.mask(map, 0.75)).containsExactly(false, true, false, true, true);
    assertThat(AttentionMass.mask(map, 1)).containsOnly(true);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.6, 0.9})
  void noKeptPatchCouldBeSpared(double share) {
    float[] map = Synthetic.normal(200, 3);
    double total = 0;
    for (int i = 0; i < map.length; i++) {
      map[i] = Math.abs(map[i]);
      total += map[i];
    }
    boolean[] mask = AttentionMass.mask(map, share);
    double kept = 0;
    float weakestKept = Float.MAX_VALUE;
    float strongestDropped = 0;
    for (int i = 0; i < map.length; i++) {
      if (mask[i]) {
        kept += map[i];
        weakestKept = Math.min(weakestKept, map[i]);
      } else {
        strongestDropped = Math.max(strongestDropped, map[i]);
      }
    }
    assertThat(kept).isGreaterThanOrEqualTo(share * total - 1e-9);
    assertThat(kept - weakestKept).isLessThan(share * total);
    assertThat(strongestDropped).isLessThan(weakestKept);
  }
}
