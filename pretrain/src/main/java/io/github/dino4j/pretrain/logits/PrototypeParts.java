package io.github.dino4j.pretrain.logits;

import io.github.dino4j.torch.ParallelLoop;

/**
 * K prototypes in parts, which several threads work on. What is summed over prototypes is summed in
 * each part and then over the parts, so the sums do not depend on the number of threads.
 *
 * @param prototypes K, a multiple of {@link LogitKernels#CHUNK}
 */
public record PrototypeParts(int prototypes) {
  private static final int MOST = 32;

  public int count() {
    return Math.min(MOST, chunks());
  }

  private int chunks() {
    return prototypes / LogitKernels.CHUNK;
  }

  /** Work on one chunk. */
  @FunctionalInterface
  public interface ChunkWork {
    /**
     * @param thread that works, from 0
     * @param part from 0; its chunks come one after another
     * @param first prototype of the chunk
     */
    void run(int thread, int part, int first);
  }

  /** Work on all chunks, on all cores. */
  public void eachChunk(ChunkWork work) {
    int count = count();
    ParallelLoop.run(
        count,
        (thread, part) -> {
          int end = (part + 1) * chunks() / count;
          for (int chunk = part * chunks() / count; chunk < end; chunk++) {
            work.run(thread, part, chunk * LogitKernels.CHUNK);
          }
        });
  }
}
