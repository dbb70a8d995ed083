package io.github.dino4j.pretrain.logits;

import static io.github.dino4j.kernels.ElementType.FP32;
import static io.github.dino4j.pretrain.logits.LogitKernels.CHUNK;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.torch.ParallelLoop;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a thread keeps what it makes of a chunk, small enough for its cache. Lives as long as the
 * scope it was made in.
 *
 * @param targets {@code [chunk, samples]} in float32
 * @param gradients of the logits, {@code [chunk, samples]} in their type
 * @param gradientSteps the same in steps of a product over the chunk: in bf16 pairs, in fp32 single
 *     numbers, which is how they lie already
 * @param gradientRows the same as {@code [samples, chunk]}, where products are made in tiles
 * @param prototypes of the chunk, with the chunk as inputs
 */
public record ChunkMemory(
    Matrix targets,
    Matrix gradients,
    PackedTile gradientSteps,
    Matrix gradientRows,
    PackedMatrix prototypes) {
  private static final long CACHE_LINE = 64;

  /** For each worker. */
  public static List<ChunkMemory> ofWorkers(LogitKernels.Size size) {
    int workers = ParallelLoop.workers();
    long numbers = 4L * CHUNK * size.samples() + (long) CHUNK * size.width(); // of a worker
    MemorySegment memory = Tensors.memory(Tensors.empty(workers * numbers));
    SegmentAllocator pieces = SegmentAllocator.slicingAllocator(memory);
    return IntStream.range(0, workers).mapToObj(worker -> of(size, pieces)).toList();
  }

  private static ChunkMemory of(LogitKernels.Size size, SegmentAllocator memory) {
    ElementType type = size.type();
    int samples = size.samples();
    Matrix targets = matrix(memory, FP32, CHUNK, samples);
    Matrix gradients = matrix(memory, type, CHUNK, samples);
    Matrix steps =
        switch (type) {
          case BF16 -> matrix(memory, type, CHUNK / 2, 2 * samples);
          case FP32 -> gradients;
        };
    return new ChunkMemory(
        targets,
        gradients,
        PackedTile.ofSteps(steps),
        LinearSource.inTiles(type) ? matrix(memory, type, samples, CHUNK) : Matrix.NONE,
        PackedMatrix.of(room(memory, type, CHUNK, size.width()), type, CHUNK, size.width()));
  }

  private static Matrix matrix(SegmentAllocator memory, ElementType type, int rows, int columns) {
    return Matrix.of(room(memory, type, rows, columns), type, rows, columns);
  }

  private static MemorySegment room(
      SegmentAllocator memory, ElementType type, int rows, int columns) {
    return memory.allocate((long) type.bytes() * rows * columns, CACHE_LINE);
  }
}
