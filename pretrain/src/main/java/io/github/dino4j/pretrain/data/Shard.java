package io.github.dino4j.pretrain.data;

/**
 * Which part of the data a process takes.
 *
 * @param rank of this process, from 0
 * @param count of processes
 */
public record Shard(int rank, int count) {
  /** The only process. */
  public static final Shard ALL = new Shard(0, 1);

  public Shard {
    if (rank < 0 || rank >= count) {
      throw new IllegalArgumentException("process %d of %d".formatted(rank, count));
    }
  }
}
