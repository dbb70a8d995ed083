package io.github.dino4j.pretrain.logits;

import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Tensors;

/**
 * Where each thread keeps what it makes of a chunk, small enough for its cache. Lives as long as
 * the scope it was made in.
 */
public final class ChunkMemory {
  private final long targetBytes;
  private final long steps; // offset of the gradients in steps
  private final long rows; // offset of the gradients in rows
  private final long prototypes; // offset
  private final long bytes; // of a thread
  private final long start; // address

  public ChunkMemory(LogitKernels.Size size) {
    targetBytes = 4L * LogitKernels.CHUNK * size.samples();
    long gradientBytes = (long) size.type().bytes() * LogitKernels.CHUNK * size.samples();
    steps =
        switch (size.type()) {
          case BF16 -> targetBytes + gradientBytes;
          case FP32 -> targetBytes;
        };
    rows = steps + gradientBytes;
    prototypes = LinearSource.inTiles(size.type()) ? rows + gradientBytes : rows;
    bytes = prototypes + (long) size.type().bytes() * LogitKernels.CHUNK * size.width();
    start = Tensors.empty(ParallelLoop.workers() * bytes / Float.BYTES).data_ptr().address();
  }

  /** Targets, {@code [chunk, samples]} in float32. */
  public long targets(int thread) {
    return start + thread * bytes;
  }

  public long targetBytes() {
    return targetBytes;
  }

  /** Gradients of the logits, {@code [chunk, samples]} in their type. */
  public long gradients(int thread) {
    return targets(thread) + targetBytes;
  }

  /**
   * The same in steps of a product: in bf16 pairs, {@code [chunk / 2, samples, 2]}; in fp32 single
   * numbers, as they lie already.
   */
  public long gradientSteps(int thread) {
    return targets(thread) + steps;
  }

  /** The same as {@code [samples, chunk]}, where products are made in tiles. */
  public long gradientRows(int thread) {
    return targets(thread) + rows;
  }

  /** Packed prototypes, {@code [width / 64, steps, 64, inputs of a step]}. */
  public long prototypes(int thread) {
    return targets(thread) + prototypes;
  }
}
