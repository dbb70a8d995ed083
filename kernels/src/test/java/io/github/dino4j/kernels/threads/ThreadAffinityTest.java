package io.github.dino4j.kernels.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadAffinityTest {
  @Test
  void everyCoreHasTheSameNumberOfWorkers() {
    ThreadAffinity affinity = new ThreadAffinity(3, cores(0, 2, 5));
    assertThat(affinity.workers()).isEqualTo(6);
    assertThat(IntStream.range(0, 6).mapToObj(affinity::coresOf))
        .containsExactly(cores(0), cores(2), cores(5), cores(0), cores(2), cores(5));
  }

  @Test
  void fewWorkersOnManyCoresStayFree() {
    ThreadAffinity affinity = new ThreadAffinity(2, cores(0, 1, 2, 3));
    assertThat(affinity.workers()).isEqualTo(3);
    assertThat(affinity.coresOf(0)).isEqualTo(cores(0, 1, 2, 3));
  }

  @Test
  void whereTheSystemSaysNothingWorkersStayFree() {
    assertThat(new ThreadAffinity(2, cores()).workers()).isEqualTo(3);
  }

  private static BitSet cores(int... numbers) {
    BitSet cores = new BitSet();
    IntStream.of(numbers).forEach(cores::set);
    return cores;
  }
}
