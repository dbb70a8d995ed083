package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import org.junit.jupiter.api.Test;

class KeepTest {
  private static final Keep.Group GROUP =
      new Keep.Group(
          new long[] {7, 8, 9, 10},
          ComponentSpreadTest.chain(4),
          new double[] {0.1, 0.9, 0.9, 0.5});

  @Test
  void eachRuleKeepsItsImage() {
    assertThat(Keep.FIRST.choose(GROUP, 0)).isEqualTo(0);
    assertThat(Keep.BEST_QUALITY.choose(GROUP, 0)).isEqualTo(1);
    assertThat(Keep.NEAREST.choose(GROUP, 0)).isIn(1, 2);
    assertThat(Keep.FARTHEST.choose(GROUP, 0)).isIn(0, 3);
  }

  @Test
  void randomDependsOnSeedAndIdsNotOnTheOrder() {
    VectorBlock none = new VectorBlock(new float[0], 2);
    Keep.Group turned = new Keep.Group(new long[] {10, 9, 8, 7}, none, new double[0]);
    int[] drawn = new int[4];
    for (int seed = 0; seed < 400; seed++) {
      int kept = Keep.RANDOM.choose(GROUP, seed);
      drawn[kept]++;
      assertThat(Keep.RANDOM.choose(turned, seed)).isEqualTo(3 - kept);
    }
    for (int count : drawn) {
      assertThat(count).isBetween(57, 143); // 100, within five standard deviations
    }
  }

  @Test
  void refusesQualityThatIsNotThere() {
    Keep.Group group = new Keep.Group(new long[2], ComponentSpreadTest.chain(2), new double[0]);
    assertThatThrownBy(() -> Keep.BEST_QUALITY.choose(group, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("there is no quality");
  }
}
