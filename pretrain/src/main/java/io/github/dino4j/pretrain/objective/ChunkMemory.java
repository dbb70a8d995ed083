package io.github.dino4j.pretrain.objective;

import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Tensors;

/**
 * Where each thread keeps what it makes of a chunk, small enough for its cache. Lives as long as
 * the scope it was made in.
 */
final class ChunkMemory {
  private final long targetBytes;
  private final long steps; // offset of the gradients in steps
  private final long prototypes; // offset
  private final long bytes; // of a thread
  private final long start; // address

  ChunkMemory(ScoreKernels.Size size) {
    targetBytes = 4L * ScoreKernels.CHUNK * size.samples();
    long gradientBytes = (long) size.type().bytes() * ScoreKernels.CHUNK * size.samples();
    steps =
        switch (size.type()) {
          case BF16 -> targetBytes + gradientBytes;
          case FP32 -> targetBytes;
        };
    prototypes = steps + gradientBytes;
    bytes = prototypes + (long) size.type().bytes() * ScoreKernels.CHUNK * size.width();
    start = Tensors.empty(ParallelLoop.lanes() * bytes / Float.BYTES).data_ptr().address();
  }

  /** Targets, {@code [chunk, samples]} in float32. */
  long targets(int thread) {
    return start + thread * bytes;
  }

  long targetBytes() {
    return targetBytes;
  }

  /** Gradients of the scores, {@code [chunk, samples]} in their type. */
  long gradients(int thread) {
    return targets(thread) + targetBytes;
  }

  /**
   * The same in steps of a product: in bf16 pairs, {@code [chunk / 2, samples, 2]}; in fp32 single
   * numbers, as they lie already.
   */
  long gradientSteps(int thread) {
    return targets(thread) + steps;
  }

  /** Packed prototypes, {@code [width / 64, steps, 64, inputs of a step]}. */
  long prototypes(int thread) {
    return targets(thread) + prototypes;
  }
}
