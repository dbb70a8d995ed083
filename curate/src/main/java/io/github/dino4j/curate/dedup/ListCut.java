package io.github.dino4j.curate.dedup;

import io.github.dino4j.curate.SeededOrder;

/**
 * Cuts a list that no task can hold, such as a million copies of one picture, into parts at random.
 * Some of its vectors, the pivots, go to all parts, so that what is like them stays connected.
 *
 * @param size vectors of the list
 * @param most vectors that a part may hold, about
 */
public record ListCut(long size, int most, long seed) {
  /** Pivots of a list, on average. */
  private static final int PIVOTS = 16;

  /** How many parts there are: 1 where the list is small enough. */
  public int parts() {
    return Math.toIntExact(Math.ceilDiv(size, Math.max(1, most - (size > most ? PIVOTS : 0))));
  }

  /** The part that a vector belongs to, pivot or not. */
  public int part(long id) {
    return (int) Long.remainderUnsigned(new SeededOrder(seed).key(id), parts());
  }

  /** Whether a vector goes to all parts. */
  public boolean isPivot(long id) {
    double drawn = (new SeededOrder(seed).fork(1).key(id) >>> 11) * 0x1p-53;
    return parts() > 1 && drawn < (double) PIVOTS / size;
  }
}
