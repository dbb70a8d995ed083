package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import org.junit.jupiter.api.Test;

class ComponentSpreadTest {
  /** Vectors on a circle, ten degrees apart: a chain. */
  static VectorBlock chain(int size) {
    float[] values = new float[2 * size];
    for (int i = 0; i < size; i++) {
      values[2 * i] = (float) Math.cos(Math.toRadians(10 * i));
      values[2 * i + 1] = (float) Math.sin(Math.toRadians(10 * i));
    }
    return new VectorBlock(values, 2);
  }

  @Test
  void aChainReachesFar() {
    float twoSteps = (float) Math.cos(Math.toRadians(20.5));
    ComponentSpread spread = ComponentSpread.measure(chain(10), twoSteps, 0);
    assertThat(spread.size()).isEqualTo(10);
    assertThat(spread.leastSimilarity()).isCloseTo(0, within(1e-6f)); // of 90 degrees
    assertThat(spread.diameter()).isEqualTo(5);
    assertThat(spread.exact()).isTrue();
  }

  @Test
  void oneMemberAndTwo() {
    assertThat(ComponentSpread.measure(chain(1), 0.9f, 0))
        .isEqualTo(new ComponentSpread(1, 1, 0, true));
    assertThat(ComponentSpread.measure(chain(2), 0.9f, 0).diameter()).isEqualTo(1);
  }

  @Test
  void theLeastSimilarityIsThatOfAllPairs() {
    VectorBlock members = Blobs.normal(200, 6, 1).normalized();
    double least = 1;
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < i; j++) {
        least = Math.min(least, members.dot(i, members, j));
      }
    }
    ComponentSpread spread = ComponentSpread.measure(members, 0.5f, 0);
    assertThat((double) spread.leastSimilarity()).isCloseTo(least, within(1e-6));
    ComponentSpread sampled = ComponentSpread.measure(members, 0.5f, 50, 0);
    assertThat(sampled.exact()).isFalse();
    assertThat(sampled.size()).isEqualTo(200);
    assertThat((double) sampled.leastSimilarity()).isGreaterThanOrEqualTo(least);
  }
}
