package io.github.dino4j.model.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void everyCoreHasTheSameNumberOfLanes() {
    Placement placement = new Placement(3, cores(0, 2, 5));
    assertThat(placement.lanes()).isEqualTo(6);
    assertThat(IntStream.range(0, 6).mapToObj(placement::coresOf))
        .containsExactly(cores(0), cores(2), cores(5), cores(0), cores(2), cores(5));
  }

  @Test
  void fewLanesOnManyCoresStayFree() {
    Placement placement = new Placement(2, cores(0, 1, 2, 3));
    assertThat(placement.lanes()).isEqualTo(3);
    assertThat(placement.coresOf(0)).isEqualTo(cores(0, 1, 2, 3));
  }

  @Test
  void whereTheSystemSaysNothingLanesStayFree() {
    assertThat(new Placement(2, cores()).lanes()).isEqualTo(3);
  }

  private static BitSet cores(int... numbers) {
    BitSet cores = new BitSet();
    IntStream.of(numbers).forEach(cores::set);
    return cores;
  }
}
