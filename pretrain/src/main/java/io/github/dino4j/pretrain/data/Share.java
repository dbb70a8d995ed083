package io.github.dino4j.pretrain.data;

/**
 * Which part of the data a process takes.
 *
 * @param rank of this process, from 0
 * @param count of processes
 */
public record Share(int rank, int count) {
  /** The only process. */
  public static final Share ALL = new Share(0, 1);

  public Share {
    if (rank < 0 || rank >= count) {
      throw new IllegalArgumentException("process %d of %d".formatted(rank, count));
    }
  }
}
