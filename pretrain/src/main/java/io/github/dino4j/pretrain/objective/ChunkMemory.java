package io.github.dino4j.pretrain.objective;

import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Tensors;

/**
 * Where each thread keeps what it makes of a chunk, small enough for its cache. Lives as long as
 * the scope it was made in.
 */
final class ChunkMemory {
  private final long start; // address
  private final long targetBytes;
  private final long gradientBytes;
  private final long bytes; // of a thread

  /**
   * @param samples of a block
   * @param width of the bottleneck
   */
  ChunkMemory(int samples, int width) {
    targetBytes = 4L * ScoreKernels.CHUNK * samples;
    gradientBytes = 2L * ScoreKernels.CHUNK * samples;
    bytes = targetBytes + 2 * gradientBytes + 2L * ScoreKernels.CHUNK * width;
    start = Tensors.empty(ParallelLoop.lanes() * bytes / Float.BYTES).data_ptr().address();
  }

  /** Targets, {@code [chunk, samples]} in float32. */
  long targets(int thread) {
    return start + thread * bytes;
  }

  long targetBytes() {
    return targetBytes;
  }

  /** Gradients of the scores, {@code [chunk, samples]} in bf16. */
  long gradients(int thread) {
    return targets(thread) + targetBytes;
  }

  /** The same in pairs, {@code [chunk / 2, samples, 2]}. */
  long gradientPairs(int thread) {
    return gradients(thread) + gradientBytes;
  }

  /** Prototypes in pairs, {@code [width / 64, chunk / 2, 64, 2]}. */
  long prototypes(int thread) {
    return gradientPairs(thread) + gradientBytes;
  }
}
