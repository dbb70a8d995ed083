package io.github.dino4j.kernels.threads;

import java.util.BitSet;

/**
 * Where lanes run while there are neighbours. Left alone, Linux puts all lanes together on the core
 * without a neighbour and lets them stay there, because one thread here and two there look even to
 * it. Two lanes kept on each core get two thirds of a core with one neighbour, and all of the rest.
 * Short turns give them the core as soon as they wake up.
 *
 * <p>Only where there are as many lanes as cores that the process may use: a few lanes on a large
 * machine are better off wherever the system finds room.
 */
final class ThreadAffinity {
  private static final int LANES_A_CORE = 2;
  private static final long TURN_NANOS = 100_000; // the shortest that Linux grants

  private final BitSet allowed;
  private final int cores;
  private final boolean[] placed;

  /** For {@code cores} lanes without neighbours, of a process that may use {@code allowed}. */
  ThreadAffinity(int cores, BitSet allowed) {
    this.cores = cores;
    this.allowed = allowed;
    placed = new boolean[mostLanes(cores)];
  }

  /** The number of lanes among neighbours at most. */
  static int mostLanes(int cores) {
    return LANES_A_CORE * cores;
  }

  /** The number of lanes among neighbours: one spare lane where they cannot be placed. */
  int lanes() {
    return fixed() ? mostLanes(cores) : cores + 1;
  }

  private boolean fixed() {
    return allowed.cardinality() == cores;
  }

  /** The cores of a lane among neighbours. */
  BitSet coresOf(int lane) {
    if (!fixed()) {
      return allowed;
    }
    BitSet one = new BitSet();
    one.set(allowed.stream().skip(lane % cores).findFirst().orElseThrow());
    return one;
  }

  /** The calling thread, which runs {@code lane}, goes to its place. */
  void take(int lane) {
    if (fixed() && !placed[lane]) {
      LinuxThread.stayOn(coresOf(lane));
      LinuxThread.askForTurnsOf(TURN_NANOS);
      placed[lane] = true;
    }
  }

  /** The calling thread, which runs {@code lane}, may run anywhere again. */
  void leave(int lane) {
    if (placed[lane]) {
      LinuxThread.stayOn(allowed);
      placed[lane] = false;
    }
  }
}
