package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.threads.CpuContention;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Who computes what next. The work is cut into steps x images x chunks of an image's tokens, in
 * that order, and workers take the next piece when they are free, so that a worker on a busy core
 * holds up the others by one piece at most. A step of an image needs all chunks of its step before.
 */
final class Schedule {
  private static final int SPINS = 2_000; // some 20 microseconds
  private static final int SPINS_UNDER_CONTENTION = 100;
  private static final long PARK_NANOS = 20_000;
  private static final int PADDING = 16; // counters of two images never share a cache line

  private final int images;
  private final int chunks;
  private final int tasks;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicIntegerArray finished;
  private final int patience;
  private final LongAdder cpuNanos = new LongAdder();
  private final LongAdder computingNanos = new LongAdder();
  private volatile boolean failed;

  Schedule(int steps, int images, int chunks, boolean contention) {
    this.images = images;
    this.chunks = chunks;
    tasks = steps * images * chunks;
    patience = contention ? SPINS_UNDER_CONTENTION : SPINS;
    finished = new AtomicIntegerArray(images * PADDING);
  }

  /** The next piece of work, or -1 when there is none. */
  int claim() {
    int task = next.getAndIncrement();
    return task < tasks ? task : -1;
  }

  int step(int task) {
    return task / (images * chunks);
  }

  int image(int task) {
    return task / chunks % images;
  }

  int chunk(int task) {
    return task % chunks;
  }

  /** Waits until the piece may start; false when another worker has failed. */
  boolean await(int task) {
    int needed = step(task) * chunks;
    int counter = image(task) * PADDING;
    for (int spins = 0; finished.get(counter) < needed; spins++) {
      if (failed) {
        return false;
      }
      if (spins < patience) {
        Thread.onSpinWait();
      } else {
        // Sleeping lets the system move a worker that lost its core to this one.
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    }
    return !failed;
  }

  void finish(int task) {
    finished.getAndIncrement(image(task) * PADDING);
  }

  /** Adds what a worker has spent, when it is done. */
  void spent(long cpu, long computing) {
    cpuNanos.add(cpu);
    computingNanos.add(computing);
  }

  /** Tells what all workers have spent, once they are done. */
  void report(CpuContention contention) {
    contention.after(cpuNanos.sum(), computingNanos.sum());
  }

  /** Sends all workers home. */
  void fail() {
    failed = true;
  }
}
