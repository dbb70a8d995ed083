package io.github.dino4j.kernels.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CpuContentionTest {
  private final CpuContention neighbours = new CpuContention();

  @BeforeEach
  void needsAClock() {
    assumeTrue(ThreadClock.works(), "skipped: this system does not tell a thread's time");
  }

  @Test
  void oneDisturbedRunIsNoNeighbour() {
    neighbours.after(100, 100);
    neighbours.after(60, 100);
    assertThat(neighbours.expected()).isFalse();
  }

  @Test
  void lanesThatLackACoreMeetNeighbours() {
    runs(10, 60);
    assertThat(neighbours.expected()).isTrue();
  }

  @Test
  void aTrialShowsThatTheNeighboursAreGone() {
    runs(10, 60);
    runs(100, 99);
    assertThat(neighbours.expected()).isFalse();
  }

  @Test
  void aTrialShowsThatTheNeighboursAreStillThere() {
    runs(10, 60);
    int trials = 0;
    for (int i = 0; i < 100; i++) {
      trials += neighbours.expected() ? 0 : 1;
      neighbours.after(60, 100);
    }
    assertThat(trials).isBetween(1, 10);
    assertThat(ThreadClock.nanos()).isPositive();
  }

  private void runs(int count, long cpuNanosOfHundred) {
    for (int i = 0; i < count; i++) {
      neighbours.after(cpuNanosOfHundred, 100);
    }
  }
}
