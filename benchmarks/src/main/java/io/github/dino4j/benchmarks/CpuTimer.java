package io.github.dino4j.benchmarks;

import java.time.Duration;

/** Seconds on the clock and of all processors together since it was made. */
final class CpuTimer {
  private final long start = System.nanoTime();
  private final Duration cpu = cpu();

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  double cpuSeconds() {
    return cpu().minus(cpu).toMillis() / 1e3;
  }
}
