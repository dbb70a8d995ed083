package io.github.dino4j.pretrain.data;

/**
 * Which image stands at a place of a process's endless stream. Holds one round in memory, so places
 * are best asked for in order. Belongs to one thread.
 */
final class SampleOrder {
  private final IndexSampler indexSampler;
  private long current = -1;
  private int[] order = new int[0];

  /** Over rounds of at least one image. */
  SampleOrder(IndexSampler indexSampler) {
    this.indexSampler = indexSampler;
  }

  /** The image at a place, from place 0 on. */
  int at(long place) {
    long round = place / indexSampler.length();
    if (round != current) {
      order = indexSampler.order(round);
      current = round;
    }
    return order[(int) (place % indexSampler.length())];
  }
}
