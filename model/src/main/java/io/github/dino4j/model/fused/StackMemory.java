package io.github.dino4j.model.fused;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Everything that passes write, allocated once for passes up to a size: pages that are given back
 * and taken again cost a tenth of a step.
 */
final class StackMemory implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final StackShape shape;
  private final Size size;
  private final List<Activations> blocks;
  private final Map<BlockMatrix, MemorySegment> packed = new EnumMap<>(BlockMatrix.class);
  private final List<Worker> workers;

  /**
   * @param blocks whose activations are kept
   * @param rows of a branch
   * @param tokens of a sample
   * @param attentionBytes of working memory
   */
  record Size(int blocks, int rows, int tokens, long attentionBytes, int workers) {
    boolean holds(Size other) {
      return blocks >= other.blocks
          && rows >= other.rows
          && tokens >= other.tokens
          && attentionBytes >= other.attentionBytes
          && workers >= other.workers;
    }

    Size and(Size other) {
      return new Size(
          Math.max(blocks, other.blocks),
          Math.max(rows, other.rows),
          Math.max(tokens, other.tokens),
          Math.max(attentionBytes, other.attentionBytes),
          Math.max(workers, other.workers));
    }
  }

  /**
   * Working memory of a worker, in the type of the stack unless it says otherwise.
   *
   * @param folded a tile's rows of a matrix
   * @param product fp32, as many rows of a gradient of a matrix
   * @param normal fp32 {@code [tokens, dim]}
   * @param mixed {@code [tokens, dim]}
   */
  record Worker(
      MemorySegment folded,
      MemorySegment product,
      Matrix normal,
      Matrix mixed,
      MemorySegment attention) {}

  StackMemory(StackShape shape, Size size) {
    this.shape = shape;
    this.size = size;
    NativeMemory memory = new NativeMemory(arena);
    ElementType type = shape.type();
    int rows = size.rows();
    blocks =
        IntStream.range(0, size.blocks())
            .mapToObj(i -> Activations.allocate(memory, shape, rows))
            .toList();
    for (BlockMatrix matrix : BlockMatrix.values()) {
      packed.put(
          matrix,
          memory.segment(PackedMatrix.bytes(type, shape.inputs(matrix), shape.outputs(matrix))));
    }
    long tile = (long) LinearShape.TILE * shape.widest();
    workers =
        IntStream.range(0, size.workers())
            .mapToObj(i ->
                new Worker(
                    memory.segment(type.bytes() * tile),
                    memory.segment(FP32.bytes() * tile),
                    memory.matrix(FP32, size.tokens(), shape.dim()),
                    memory.matrix(type, size.tokens(), shape.dim()),
                    memory.segment(size.attentionBytes())))
            .toList();
  }

  Size size() {
    return size;
  }

  Activations block(int block) {
    return blocks.get(block);
  }

  /** The matrix in tiles of its outputs, for the forward pass. */
  PackedMatrix packed(BlockMatrix matrix) {
    return PackedMatrix.of(room(matrix), shape.type(), shape.inputs(matrix), shape.outputs(matrix));
  }

  /** The matrix in tiles of its inputs, for the way back, in the same place. */
  PackedMatrix packedBack(BlockMatrix matrix) {
    return PackedMatrix.of(room(matrix), shape.type(), shape.outputs(matrix), shape.inputs(matrix));
  }

  private MemorySegment room(BlockMatrix matrix) {
    return Objects.requireNonNull(packed.get(matrix));
  }

  Worker worker(int worker) {
    return workers.get(worker);
  }

  @Override
  public void close() {
    arena.close();
  }
}
