package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the processes of one run meet.
 *
 * @param host of process 0
 * @param port that process 0 opens
 * @param count number of processes
 * @param rank of this one, from 0
 * @param networkInterface to reach the others by, such as {@code eth0}; null for the one that the
 *     name of this machine belongs to
 * @param patience how long to wait for the others, at the start and at every sum
 */
public record Rendezvous(
    String host,
    int port,
    int count,
    int rank,
    @Nullable String networkInterface,
    Duration patience) {
  public Rendezvous {
    if (count < 1 || rank < 0 || rank >= count) {
      throw new DinoException(
          "process %d of %d does not exist: ranks go from 0, check RANK and WORLD_SIZE"
              .formatted(rank, count));
    }
  }

  /** For messages: {@code process 1 of 2}, of which the first is number 0. */
  String process() {
    return "process %d of %d".formatted(rank, count);
  }
}
