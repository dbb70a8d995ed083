package io.github.dino4j.kernels.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CpuContentionTest {
  private final CpuContention contention = new CpuContention();

  @BeforeEach
  void needsAClock() {
    assumeTrue(ThreadClock.works(), "skipped: this system does not tell a thread's time");
  }

  @Test
  void oneDisturbedRunIsNoContention() {
    contention.after(100, 100);
    contention.after(60, 100);
    assertThat(contention.expected()).isFalse();
  }

  @Test
  void workersThatLackACoreMeetContention() {
    runs(10, 60);
    assertThat(contention.expected()).isTrue();
  }

  @Test
  void aTrialShowsThatTheContentionIsGone() {
    runs(10, 60);
    runs(100, 99);
    assertThat(contention.expected()).isFalse();
  }

  @Test
  void aTrialShowsThatTheContentionIsStillThere() {
    runs(10, 60);
    int trials = 0;
    for (int i = 0; i < 100; i++) {
      trials += contention.expected() ? 0 : 1;
      contention.after(60, 100);
    }
    assertThat(trials).isBetween(1, 10);
    assertThat(ThreadClock.nanos()).isPositive();
  }

  private void runs(int count, long cpuNanosOfHundred) {
    for (int i = 0; i < count; i++) {
      contention.after(cpuNanosOfHundred, 100);
    }
  }
}
