package io.github.dino4j.kernels.threads;

import java.util.BitSet;

/**
 * Where workers run while there are other processes. Left alone, Linux puts all workers together on
 * the core without a neighbour and lets them stay there, because one thread here and two there look
 * even to it. Two workers kept on each core get two thirds of a core with one neighbour, and all of
 * the rest. Short turns give them the core as soon as they wake up.
 *
 * <p>Only where there are as many workers as cores that the process may use: a few workers on a
 * large machine are better off wherever the system finds room.
 */
final class ThreadAffinity {
  private static final int WORKERS_A_CORE = 2;
  private static final long TURN_NANOS = 100_000; // the shortest that Linux grants

  private final BitSet allowed;
  private final int cores;
  private final boolean[] placed;

  /**
   * For {@code cores} workers without other processes, of a process that may use {@code allowed}.
   */
  ThreadAffinity(int cores, BitSet allowed) {
    this.cores = cores;
    this.allowed = allowed;
    placed = new boolean[mostWorkers(cores)];
  }

  /** The number of workers among other processes at most. */
  static int mostWorkers(int cores) {
    return WORKERS_A_CORE * cores;
  }

  /** The number of workers among other processes: one spare worker where they cannot be placed. */
  int workers() {
    return fixed() ? mostWorkers(cores) : cores + 1;
  }

  private boolean fixed() {
    return allowed.cardinality() == cores;
  }

  /** The cores of a worker among other processes. */
  BitSet coresOf(int worker) {
    if (!fixed()) {
      return allowed;
    }
    BitSet one = new BitSet();
    one.set(allowed.stream().skip(worker % cores).findFirst().orElseThrow());
    return one;
  }

  /** The calling thread, which runs {@code worker}, goes to its place. */
  void take(int worker) {
    if (fixed() && !placed[worker]) {
      LinuxThread.stayOn(coresOf(worker));
      LinuxThread.askForTurnsOf(TURN_NANOS);
      placed[worker] = true;
    }
  }

  /** The calling thread, which runs {@code worker}, may run anywhere again. */
  void leave(int worker) {
    if (placed[worker]) {
      LinuxThread.stayOn(allowed);
      placed[worker] = false;
    }
  }
}
