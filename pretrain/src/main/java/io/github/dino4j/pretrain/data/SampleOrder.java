package io.github.dino4j.pretrain.data;

/**
 * Which image stands at a place of a process's endless stream. Holds one round in memory, so places
 * are best asked for in order. Belongs to one thread.
 */
final class SampleOrder {
  private final IndexSampler rounds;
  private long current = -1;
  private int[] order = new int[0];

  /** Over rounds of at least one image. */
  SampleOrder(IndexSampler rounds) {
    this.rounds = rounds;
  }

  /** The image at a place, from place 0 on. */
  int at(long place) {
    long round = place / rounds.length();
    if (round != current) {
      order = rounds.order(round);
      current = round;
    }
    return order[(int) (place % rounds.length())];
  }
}
