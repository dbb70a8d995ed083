package io.github.dino4j.kernels.threads;

/**
 * Notices when other processes want the cores too. Then spare workers join, which win back part of
 * the share that the system gives away (see {@link ThreadAffinity}), images are cut finer, so that
 * a worker without a core holds up less, and waiting workers give up their core sooner. On quiet
 * cores all three would cost time, so every now and then a run without them shows whether the other
 * processes are still there. For one thread.
 */
public final class CpuContention {
  /** Part of its computing time that a worker has a core; below this there are other processes. */
  private static final double DISTURBED = 0.8;

  private static final double WEIGHT_OF_LAST_RUN = 0.3;
  private static final int RUNS_BETWEEN_TRIALS = 12;

  private boolean present;
  private int runsToTrial;
  private double share = 1;

  /** Whether the next run should count on other processes. */
  public boolean expected() {
    return present && runsToTrial > 0;
  }

  /** After a run of which workers had a core for {@code cpuNanos} of {@code computingNanos}. */
  public void after(long cpuNanos, long computingNanos) {
    if (!ThreadClock.works() || computingNanos == 0) {
      return;
    }
    if (expected()) {
      runsToTrial--;
      return;
    }
    double latest = Math.min(1, (double) cpuNanos / computingNanos);
    share = present ? latest : share + WEIGHT_OF_LAST_RUN * (latest - share);
    present = share < DISTURBED;
    if (present) {
      runsToTrial = RUNS_BETWEEN_TRIALS;
    }
  }
}
